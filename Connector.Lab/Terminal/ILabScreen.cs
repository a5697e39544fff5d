namespace Connector.Lab.Terminal;

/// <summary>Where statements come from and answers go.</summary>
internal interface ILabScreen
{
    /// <summary>Says a line.</summary>
    void Say(string line);

    /// <summary>Shows how everything is, once.</summary>
    void Show(LabStatus status);

    /// <summary>Waits for what is said next.</summary>
    /// <param name="look">Looks how everything is, for a screen that keeps showing it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A line; null where nothing more will be said.</returns>
    Task<string?> NextAsync(Func<CancellationToken, Task<LabStatus>> look, CancellationToken cancellationToken);
}
