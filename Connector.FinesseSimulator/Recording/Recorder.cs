using System.Collections.Immutable;
using System.Xml.Linq;
using Connector.Xmpp;

namespace Connector.FinesseSimulator.Recording;

/// <summary>Keeps what the simulator sees and says, from when it is started until it is stopped or full: the beginning is kept,
/// never a gap.</summary>
internal sealed class Recorder(TimeProvider time, int capacity, long capacityChars)
{
    private readonly Lock _gate = new();
    private List<RecordedEvent> _events = [];
    private DateTimeOffset _start;
    private long _chars;
    private long _requests;
    private volatile bool _isOn;

    /// <summary>Whether it records.</summary>
    public bool IsOn => _isOn;

    /// <summary>Whether it stopped because there was no more room.</summary>
    public bool IsFull { get; private set; }

    /// <summary>What it has.</summary>
    public ImmutableArray<RecordedEvent> Snapshot()
    {
        lock (_gate) return [.. _events];
    }

    /// <summary>How many events it has.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _events.Count;
        }
    }

    /// <summary>Forgets the last recording and begins a new one.</summary>
    /// <returns>Whether it began: false where one is under way.</returns>
    public bool Start()
    {
        lock (_gate)
        {
            if (_isOn) return false;
            (_events, _chars, IsFull, _start) = ([], 0, false, time.GetUtcNow());
            return _isOn = true;
        }
    }

    /// <summary>Ends the recording, which stays to be read.</summary>
    public void Stop()
    {
        lock (_gate) _isOn = false;
    }

    /// <summary>Gives a request a number, which its answer bears too.</summary>
    public long NextRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Keeps an event, whose time is now.</summary>
    public void Add(RecordedEvent happened)
    {
        lock (_gate)
        {
            if (!_isOn) return;
            _chars += happened.Text?.Length ?? 0;
            if (_events.Count >= capacity || _chars > capacityChars)
            {
                (_isOn, IsFull) = (false, true);
                return;
            }

            _events.Add(happened with { AtMs = (time.GetUtcNow() - _start).TotalMilliseconds });
        }
    }

    /// <summary>Keeps a stanza; what a sign-in says is left out.</summary>
    public void AddStanza(string side, string user, string resource, bool fromClient, XElement stanza)
    {
        if (!_isOn) return;
        if (stanza.Name.Namespace == XmppNamespaces.Sasl && !stanza.HasElements && stanza.Value.Length > 0)
            stanza = new XElement(stanza.Name, stanza.Attributes(), "***");
        Add(new RecordedEvent(0, side, fromClient ? RecordedKind.XmppIn : RecordedKind.XmppOut)
        {
            User = user,
            Resource = resource,
            Text = stanza.ToString(SaveOptions.DisableFormatting),
        });
    }
}
