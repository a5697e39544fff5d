using System.Globalization;
using System.Xml.Linq;
using Connector.Lab.ClientApps;

namespace Connector.Lab.Scenarios.Judging;

/// <summary>Finesse's <c>Update</c> documents in the words of <see cref="Fingerprint"/>: read here and not by the product, which is
/// to be judged. Pure.</summary>
internal static class UpdateReader
{
    /// <summary>What an update says of states and calls; of other things nothing.</summary>
    public static IEnumerable<Notified> Read(XElement update)
    {
        var (kind, requestId) = (Value(update, "event"), Value(update, "requestId"));
        var data = update.Element("data");
        if (data?.Element("user") is { } user)
            yield return ReadUser(user, requestId);
        foreach (var dialog in data?.Elements("dialog").Concat(data.Elements("dialogs").Elements("Dialog")) ?? [])
            yield return ReadDialog(dialog, kind == "DELETE", requestId);
    }

    private static Notified ReadUser(XElement user, string requestId)
    {
        // -1 is Finesse's word for none.
        var reason = int.TryParse(Value(user, "reasonCodeId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (int?)null;
        var print = Fingerprint.Of(
            Value(user, "state"), Value(user, "pendingState"), reason, Time(user, "stateChangeTime"), Value(user, "extension"));
        return new Notified(0, "", "", Fingerprint.State, print, Fingerprint.State + print, requestId);
    }

    private static Notified ReadDialog(XElement dialog, bool isGone, string requestId)
    {
        var about = Fingerprint.Call(Value(dialog, "id"));
        if (isGone)
            return new Notified(0, "", "", about, Fingerprint.Gone, about + Fingerprint.Gone, requestId);
        var parties = dialog.Descendants("Participant").ToList();
        var properties = dialog.Element("mediaProperties");
        var print = Fingerprint.Of(
            Value(dialog, "state"),
            parties.Select(party => Fingerprint.Party(
                Value(party, "mediaAddress"),
                Value(party, "state"),
                Value(party, "stateCause"),
                Time(party, "startTime"),
                party.Descendants("action").Select(action => action.Value))),
            properties?.Descendants("CallVariable").Select(variable => (Value(variable, "name"), Value(variable, "value"))) ?? [],
            properties is null ? null : Value(properties, "wrapUpReason"));
        // A call can be the same again later; the times of its parties' changes tell the two apart.
        var times = string.Join(',', parties.Select(party => Value(party, "stateChangeTime")));
        return new Notified(0, "", "", about, print, $"{about}{print}{times}", requestId);
    }

    private static string Value(XElement parent, string name) => parent.Element(name)?.Value ?? "";

    private static DateTimeOffset? Time(XElement parent, string name) =>
        DateTimeOffset.TryParse(Value(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
