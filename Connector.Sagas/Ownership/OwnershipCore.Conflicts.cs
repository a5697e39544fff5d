using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>Its own name heard, and configurations that contradict each other.</content>
public sealed partial class OwnershipCore
{
    private (string Incarnation, TimeSpan Since, long Number, bool Said) _namesake = ("", TimeSpan.Zero, 0, false);
    private string? _complaint;

    private void HearOwnName(Fact.Heard heard)
    {
        if (heard.Message is not ConnectorHeartbeat beat)
            return;
        if (beat.Incarnation == _options.Incarnation)
        {
            if (heard.Direct)
                _link.Echoed(beat.Number, heard.Broker, _now);
            if (_phase != ConnectorPhases.InService)
                _unsettled = true;
            return;
        }

        // The last words of the run before arrive late, but they end; a second connector of this name goes on.
        if (beat.Incarnation != _namesake.Incarnation)
            _namesake = (beat.Incarnation, _now, beat.Number, false);
        if (beat.Number <= _namesake.Number || _now - _namesake.Since < _options.Lease)
            return;
        _namesake.Number = beat.Number;
        var sentence = Misconfiguration.Find(_options, beat);
        if (Misconfiguration.StepsBack(_options, MayAct, beat) && _phase != ConnectorPhases.Misconfigured)
            Fence(ConnectorPhases.Misconfigured, sentence!);
        Complain(sentence);
    }

    private void Compare(PeerView peer, ConnectorHeartbeat beat)
    {
        var before = peer.Conflict;
        peer.Conflict = Misconfiguration.Find(_options, beat);
        if (peer.Conflict is null)
        {
            if (before is null)
                return;
            Complain(_peers.Values.Select(other => other.Conflict).FirstOrDefault(conflict => conflict is not null));
            _unsettled = true;
            return;
        }

        Complain(peer.Conflict);
        if (_phase != ConnectorPhases.Misconfigured && _phase != ConnectorPhases.Stopped && StepsBackFrom(peer))
            Fence(ConnectorPhases.Misconfigured, peer.Conflict);
    }

    private bool StepsBackFrom(PeerView peer) => peer.Beat is { } beat && Misconfiguration.StepsBack(_options, MayAct, beat);

    private void Complain(string? sentence)
    {
        if (_complaint == sentence)
            return;
        _complaint = sentence;
        _decisions.Add(new Decision.Complain(sentence));
    }
}
