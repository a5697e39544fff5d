using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>
/// The requests of one agent that Finesse took and has not answered for, each with the object that it is for: to tie a later refusal
/// to where Finesse echoes no id. Bounded in number and age.
/// </summary>
internal sealed class AcceptedRequests
{
    /// <summary>A refusal that comes later than this after the request is not its own: CTI answers within seconds.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private const int Capacity = 8;
    private const string Root = "/finesse/api/";
    private const string DialogsPath = "/Dialogs";

    private readonly List<(string Path, string RequestId, DateTimeOffset At)> _open = new(Capacity);

    /// <summary>The object that a call is for, as the end of Finesse's address; null where the call changes nothing.</summary>
    internal static string? PathOf(string agentId, FinesseCall call) => call switch
    {
        SignInAgent or ChangeAgentState => $"User/{agentId}",
        ForceState force => $"User/{force.TargetAgentId}",
        PlaceCall or MonitorAgent or BargeIntoCall => $"User/{agentId}{DialogsPath}",
        ActOnDialog act => $"Dialog/{act.DialogId}",
        UpdateDialogData update => $"Dialog/{update.DialogId}",
        _ => null,
    };

    /// <summary>Finesse took a request.</summary>
    internal void Note(string path, string requestId, DateTimeOffset now)
    {
        if (_open.Count == Capacity)
            _open.RemoveAt(0);
        _open.Add((path, requestId, now));
    }

    /// <summary>A notification named a request: what becomes of it is told.</summary>
    internal void Settle(string? requestId)
    {
        if (requestId is not null)
            _open.RemoveAll(accepted => accepted.RequestId == requestId);
    }

    /// <summary>The request that a refusal without an id belongs to, if there is one.</summary>
    /// <param name="source">The object that Finesse names; empty where it names none.</param>
    /// <param name="underWay">The object and id of the request that is under way, for a refusal may come before the answer to
    /// it.</param>
    /// <param name="now">The present.</param>
    internal string? RequestFor(string source, (string Path, string RequestId)? underWay, DateTimeOffset now)
    {
        var path = source.TrimEnd('/');
        if (path.StartsWith(Root, StringComparison.OrdinalIgnoreCase))
            path = path[Root.Length..];
        if (underWay is { } current && Matches(current.Path, path))
            return current.RequestId;
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (Matches(_open[i].Path, path) && now - _open[i].At <= Memory)
                return _open[i].RequestId;
        }

        return null;
    }

    // A call that could not be made has no dialog yet, and its refusal may name the agent.
    private static bool Matches(string requested, string named) =>
        named.Length == 0
        || requested.Equals(named, StringComparison.OrdinalIgnoreCase)
        || requested.Equals(named + DialogsPath, StringComparison.OrdinalIgnoreCase);
}
