using Connector.Finesse.Rest;

namespace Connector.Finesse.Subscriptions;

/// <summary>What became of a silent session.</summary>
internal enum StandbyFate
{
    /// <summary>It is the agent's session now, and somebody else's to end.</summary>
    Taken,

    /// <summary>It is not wanted any more.</summary>
    Dropped,
}

/// <summary>One silent session, from its sign-in, or from when a subscription left it, to its fate.</summary>
internal sealed class StandbySession(FinesseCredentials credentials)
{
    private readonly TaskCompletionSource<MovableSession?> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<StandbyFate> _fate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady;

    /// <summary>With what it signs in.</summary>
    internal FinesseCredentials Credentials => credentials;

    /// <summary>The session when it is there; null: it was not to be had.</summary>
    internal Task<MovableSession?> Opened => _opened.Task;

    /// <summary>Whether it is there.</summary>
    internal bool IsReady => _isReady;

    /// <summary>What is to become of it.</summary>
    internal Task<StandbyFate> Fate => _fate.Task;

    /// <summary>Done when nothing runs for it any more.</summary>
    internal Task Holding { get; set; } = Task.CompletedTask;

    /// <summary>It is there, or was not to be had.</summary>
    internal void Open(MovableSession? session)
    {
        _isReady = session is not null;
        _opened.TrySetResult(session);
    }

    /// <summary>Decides what becomes of it; the first word counts.</summary>
    internal void Decide(StandbyFate fate) => _fate.TrySetResult(fate);
}
