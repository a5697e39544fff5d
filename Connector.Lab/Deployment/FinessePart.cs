using Connector.Lab.Links;
using Connector.Lab.Simulators;

namespace Connector.Lab.Deployment;

/// <summary>
/// One Finesse server of the simulated pair. The two are one process, with one contact centre behind them, so that the simulator takes one of
/// them down; that one of them stands still shows in that nothing goes over its links.
/// </summary>
internal sealed class FinessePart(string name, string side, SimulatorProcess simulator, Func<IEnumerable<CuttableLink>> links) : DeploymentPart(name)
{
    private volatile PartState _state = PartState.Running;
    private bool _stoppedInOrder;

    public override PartState State => _state;

    public override async Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (_state == PartState.Down)
            return;
        await ThawAsync(cancellationToken).ConfigureAwait(false);
        await simulator.HappenAsync(side, "kill", cancellationToken).ConfigureAwait(false);
        (_state, _stoppedInOrder) = (PartState.Down, false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_state == PartState.Down)
            return;
        await ThawAsync(cancellationToken).ConfigureAwait(false);
        await simulator.HappenAsync(side, "stopNotificationService", cancellationToken).ConfigureAwait(false);
        await simulator.HappenAsync(side, "stopWebApplication", cancellationToken).ConfigureAwait(false);
        (_state, _stoppedInOrder) = (PartState.Down, true);
    }

    public override async Task FreezeAsync(CancellationToken cancellationToken = default)
    {
        if (_state != PartState.Running)
            return;
        foreach (var link in links())
            await link.SilenceAsync().ConfigureAwait(false);
        _state = PartState.Frozen;
    }

    public override Task ThawAsync(CancellationToken cancellationToken = default)
    {
        if (_state != PartState.Frozen)
            return Task.CompletedTask;
        foreach (var link in links())
            link.Restore();
        _state = PartState.Running;
        return Task.CompletedTask;
    }

    public override async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        if (_stoppedInOrder)
        {
            await simulator.HappenAsync(side, "startWebApplication", cancellationToken).ConfigureAwait(false);
            await simulator.HappenAsync(side, "startNotificationService", cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await simulator.HappenAsync(side, "start", cancellationToken).ConfigureAwait(false);
        }

        _state = PartState.Running;
    }
}
