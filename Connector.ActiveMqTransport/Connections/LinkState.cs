namespace Connector.ActiveMqTransport.Connections;

/// <summary>Where the link to the broker stands.</summary>
internal enum LinkPhase
{
    /// <summary>The bus was not started yet.</summary>
    NotStarted,

    /// <summary>No connection; one is being made.</summary>
    Connecting,

    /// <summary>There is a connection.</summary>
    Connected,

    /// <summary>The bus was stopped.</summary>
    Stopped,
}

/// <summary>One moment of the link. A change makes a new one and completes <see cref="Changed"/> of the old one.</summary>
internal sealed class LinkState(LinkPhase phase, BrokerConnection? connection = null, Exception? failure = null)
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where the link stands.</summary>
    public LinkPhase Phase { get; } = phase;

    /// <summary>The connection, in phase <see cref="LinkPhase.Connected"/>.</summary>
    public BrokerConnection? Connection { get; } = connection;

    /// <summary>Why there is no connection, where that is known.</summary>
    public Exception? Failure { get; } = failure;

    /// <summary>Completes when this is no longer how the link stands.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Says that a newer state is there.</summary>
    public void Supersede() => _changed.TrySetResult();
}
