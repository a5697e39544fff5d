namespace Connector.Service.Memory;

/// <summary>Where and how the restart memory is kept.</summary>
internal sealed record RestartMemoryOptions
{
    /// <summary>The folder of its file (<c>DATA_FOLDER</c>); made where it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>How long a file that cannot be written rests until it is tried again.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for another process that has the file open: the run before, which is just ending. Whole seconds.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(3);
}
