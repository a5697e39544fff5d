using System.Collections.Concurrent;
using System.Xml.Linq;
using Connector.Lab.Processes;
using Connector.Xmpp;

namespace Connector.Tests.Xmpp;

/// <summary>Keeps what a session gets, in the order in which it came.</summary>
internal sealed class RecordingHandler : IXmppStanzaHandler
{
    private readonly ConcurrentQueue<XElement> _stanzas = new();

    public IEnumerable<XElement> Messages => _stanzas.Where(s => s.Name.LocalName == "message");

    public IEnumerable<XElement> Presences => _stanzas.Where(s => s.Name.LocalName == "presence");

    public void OnMessage(XElement message) => _stanzas.Enqueue(message);

    public void OnPresence(XElement presence) => _stanzas.Enqueue(presence);

    public async Task<XElement> MessageAsync(string what, Func<XElement, bool> condition)
    {
        await Eventually.HoldsAsync($"a message: {what}", () => Messages.Any(condition));
        return Messages.First(condition);
    }

    /// <summary>Waits for a presence of an address: available, or unavailable.</summary>
    public Task PresenceAsync(Jid from, bool available) => Eventually.HoldsAsync(
        $"the presence of {from} to be {(available ? "available" : "unavailable")}",
        () => Presences.LastOrDefault(p => p.Attribute("from")?.Value == from.ToString()) is { } last
            && last.Attribute("type")?.Value == (available ? null : "unavailable"));
}
