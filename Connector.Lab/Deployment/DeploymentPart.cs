namespace Connector.Lab.Deployment;

/// <summary>A part of the deployment that things happen to. One thing at a time.</summary>
public abstract class DeploymentPart
{
    private protected DeploymentPart(string name) => Name = name;

    /// <summary>What the customer calls it, for example <c>GC-1</c>.</summary>
    public string Name { get; }

    /// <summary>How it is.</summary>
    public abstract PartState State { get; }

    /// <summary>Kills it (SIGKILL), as a crash does.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it is gone.</returns>
    public abstract Task KillAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops it in order (SIGTERM); kills it where it does not end within 15 s.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it is gone.</returns>
    public abstract Task StopAsync(CancellationToken cancellationToken = default);

    /// <summary>Freezes it (SIGSTOP): its sockets stay open and nothing answers.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when nothing of it moves.</returns>
    public abstract Task FreezeAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets it go on.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it does.</returns>
    public abstract Task ThawAsync(CancellationToken cancellationToken = default);

    /// <summary>Starts it again on the same ports and data, stopping it in order first where it runs.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it runs; a connector need not be ready yet.</returns>
    public abstract Task RestartAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>How a part is.</summary>
public enum PartState
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is there and does nothing.</summary>
    Frozen,

    /// <summary>It is not there.</summary>
    Down,
}
