using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>Its own name heard, and configurations that contradict each other.</content>
public sealed partial class OwnershipCore
{
    private (string Incarnation, TimeSpan Since, TimeSpan Last, long Number) _namesake = ("", TimeSpan.Zero, TimeSpan.Zero, 0);
    private string? _namesakeSentence;
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
            _namesake = (beat.Incarnation, _now, _now, beat.Number);
        else if (beat.Number > _namesake.Number)
            (_namesake.Number, _namesake.Last) = (beat.Number, _now);
        else
            return;
        if (_now - _namesake.Since < _options.Lease)
            return;
        _namesakeSentence = Misconfiguration.Find(_options, beat);
        if (Misconfiguration.StepsBack(_options, MayAct, beat) && _phase != ConnectorPhases.Misconfigured)
            Fence(ConnectorPhases.Misconfigured, _namesakeSentence!);
        Complain();
    }

    /// <summary>Another run of this name was heard a moment ago: whether it goes on is not known yet, and only then this one may act.</summary>
    private bool MayHaveNamesake => _namesake.Incarnation.Length > 0 && _now - _namesake.Last < _options.Fresh;

    private void ForgetNamesake()
    {
        if (_namesakeSentence is null || _now - _namesake.Last < _options.Lease)
            return;
        _namesakeSentence = null;
        Complain();
    }

    private void Compare(PeerView peer, ConnectorHeartbeat beat)
    {
        peer.Conflict = Misconfiguration.Find(_options, beat);
        Complain();
        if (peer.Conflict is null)
            return;
        if (_phase != ConnectorPhases.Misconfigured && _phase != ConnectorPhases.Stopped && StepsBackFrom(peer))
            Fence(ConnectorPhases.Misconfigured, peer.Conflict);
    }

    private bool StepsBackFrom(PeerView peer) => peer.Beat is { } beat && Misconfiguration.StepsBack(_options, MayAct, beat);

    private void Complain()
    {
        var sentence = _namesakeSentence ?? _peers.Values.Select(peer => peer.Conflict).FirstOrDefault(conflict => conflict is not null);
        if (_complaint == sentence)
            return;
        _complaint = sentence;
        _unsettled = true;
        _decisions.Add(new Decision.Complain(sentence));
    }
}
