using Connector.Contracts;
using Connector.Lab.ClientApps;

namespace Connector.Lab.Scenarios.Judging;

/// <summary>What became of the clients' requests. Each list holds a sentence for each one concerned.</summary>
/// <param name="Sent">How many were sent.</param>
/// <param name="Lost">Not answered.</param>
/// <param name="Twice">Carried out more than once.</param>
/// <param name="Untrue">Answered otherwise than carried out.</param>
/// <param name="Unserved">Refused for want of a connector or Finesse, not by Finesse's rules.</param>
/// <param name="Unknown">Answered that the outcome is not known.</param>
/// <param name="SentAgain">How many went to Finesse more than once without a second effect: safe to repeat.</param>
internal sealed record RequestVerdict(
    int Sent,
    IReadOnlyList<string> Lost,
    IReadOnlyList<string> Twice,
    IReadOnlyList<string> Untrue,
    IReadOnlyList<string> Unserved,
    IReadOnlyList<string> Unknown,
    int SentAgain);

/// <summary>
/// Holds the clients' requests against what Finesse was asked: each is answered, and carried out once at the most. Pure.
/// </summary>
internal static class RequestJudge
{
    // What does something again when it is repeated (contracts.md, "Once").
    private static readonly HashSet<string> NotToBeRepeated =
        [nameof(MakeCall), nameof(SendDtmf), nameof(ConsultCall), nameof(TransferCall), nameof(ConferenceCall), nameof(BlindTransfer)];

    // What needs nothing to be changed at Finesse.
    private static readonly HashSet<string> Readings =
        [nameof(GetAgentState), nameof(GetDialogs), nameof(ConnectAgent), nameof(DisconnectAgent)];

    private static readonly HashSet<string> NotServed =
    [
        nameof(RejectionCode.NotConnected), nameof(RejectionCode.FinesseUnavailable), nameof(RejectionCode.Timeout),
        nameof(RejectionCode.Overloaded), nameof(RejectionCode.InternalError), nameof(RejectionCode.Unauthorized),
    ];

    /// <summary>Judges.</summary>
    /// <param name="clients">The logs of all client apps.</param>
    /// <param name="finesse">What Finesse saw and told.</param>
    /// <returns>The verdict.</returns>
    public static RequestVerdict Judge(IEnumerable<ClientLine> clients, FinesseHistory finesse)
    {
        var lines = clients.ToLookup(line => line.Kind);
        var answers = lines[ClientLineKind.Answered].Where(line => line.Id is not null).GroupBy(line => line.Id!)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var silences = lines[ClientLineKind.Unanswered].Where(line => line.Id is not null).ToLookup(line => line.Id!, line => line.Why);
        var calls = finesse.Calls.Where(call => call.MayHaveEffect && call.RequestId.Length > 0).ToLookup(call => call.RequestId);
        var changes = ChangesByRequest(finesse.Notifications);

        List<string> lost = [], twice = [], untrue = [], unserved = [], unknown = [];
        var (sent, sentAgain) = (0, 0);
        foreach (var request in lines[ClientLineKind.Sent])
        {
            sent++;
            var (id, effects) = (request.Id!, calls[request.Id!].Count());
            var name = $"{request.Type} {id} of agent {request.Agent}";
            if (effects > 1 && (NotToBeRepeated.Contains(request.Type!) || changes.GetValueOrDefault(id) > 1))
                twice.Add($"{name} went to Finesse {effects} times: {string.Join(", ", calls[id].Select(call => $"{call.Method} {call.Path} {call.Status}"))}");
            else if (effects > 1)
                sentAgain++;
            if (!answers.TryGetValue(id, out var answer))
            {
                lost.Add($"{name} was not answered: {silences[id].FirstOrDefault() ?? "the app ended first"}");
                continue;
            }

            if (answer.Outcome == nameof(RejectionCode.OutcomeUnknown))
                unknown.Add($"{name}: {answer.Why}");
            // Nobody to let go of is what a first start finds.
            if (NotServed.Contains(answer.Outcome!) && request.Type != nameof(DisconnectAgent))
                unserved.Add($"{name} was refused by {answer.Connector}: {answer.Outcome}, {answer.Why}");
            if (answer.Outcome == Asking.Accepted && !Readings.Contains(request.Type!) && effects == 0)
                untrue.Add($"{name} was accepted by {answer.Connector}, and Finesse was not asked");
            if (NotServed.Contains(answer.Outcome!) && calls[id].Any(call => call.Status is >= 200 and < 300))
                untrue.Add($"{name} was refused by {answer.Connector} ({answer.Outcome}), and Finesse carried it out");
        }

        return new RequestVerdict(sent, lost, twice, untrue, unserved, unknown, sentAgain);
    }

    // How often each request brought its agent into another state. Asked for once more, a state that the agent is in gets a new time at Finesse, and
    // nothing else happens.
    private static Dictionary<string, int> ChangesByRequest(IEnumerable<Notified> notifications)
    {
        var changes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var agent in notifications.Where(told => told.About == Fingerprint.State).GroupBy(told => told.Agent, StringComparer.Ordinal))
        {
            var before = "";
            foreach (var told in agent.DistinctBy(told => told.Change))
            {
                var now = Fingerprint.WithoutTime(told.Print);
                if (now != before && told.RequestId.Length > 0)
                    changes[told.RequestId] = changes.GetValueOrDefault(told.RequestId) + 1;
                before = now;
            }
        }

        return changes;
    }
}
