namespace Connector.Lab.Scenarios;

/// <summary>
/// Runs rows one after the other, those that need the same deployment on one. A row that fails has the next one begin on a fresh one: what it left
/// behind is nobody else's fault.
/// </summary>
internal sealed class ScenarioBench(ScenarioOptions options) : IAsyncDisposable
{
    private ScenarioRun? _run;
    private (Deployment.DuplexMode, bool, bool, string) _fitFor;

    /// <summary>Runs a row.</summary>
    public async Task<RowResult> RunAsync(Scenario row, Action<string> say, CancellationToken cancellationToken)
    {
        if (_run is not null && _fitFor != Catalogue.DeploymentOf(row))
            await DisposeAsync().ConfigureAwait(false);
        RowResult? result = null;
        try
        {
            _fitFor = Catalogue.DeploymentOf(row);
            _run ??= await ScenarioRun.StartAsync(row, options, cancellationToken).ConfigureAwait(false);
            result = await _run.RunAsync(row, say, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is InvalidOperationException or TimeoutException)
        {
            result = RowResult.Broken(row, options.Agents, fault.Message);
        }
        finally
        {
            if (result is not { Passed: true } || row.DuringSignIn)
                await DisposeAsync().ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_run is not { } run)
            return;
        _run = null;
        await run.DisposeAsync().ConfigureAwait(false);
    }
}
