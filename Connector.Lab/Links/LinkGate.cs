namespace Connector.Lab.Links;

/// <summary>A gate that whatever moves must pass; while it is closed, everybody waits in front of it.</summary>
internal sealed class LinkGate
{
    private volatile TaskCompletionSource _opened = Opened();

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _opened.Task.IsCompleted;

    /// <summary>Closes it.</summary>
    public void Close()
    {
        if (IsOpen)
            _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Opens it; whoever waits goes on.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Waits until it is open.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public Task PassAsync(CancellationToken cancellationToken) => _opened.Task.WaitAsync(cancellationToken);

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
