using Connector.Lab.Brokers;
using Connector.Lab.Connectors;

namespace Connector.Lab.Deployment;

/// <summary>A part that is one process.</summary>
internal abstract class ProcessPart(string name) : DeploymentPart(name)
{
    private volatile bool _frozen;

    public override PartState State => !IsRunning ? PartState.Down : _frozen ? PartState.Frozen : PartState.Running;

    private protected abstract bool IsRunning { get; }

    public override Task KillAsync(CancellationToken cancellationToken = default)
    {
        _frozen = false;
        return KillProcessAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken = default)
    {
        _frozen = false;
        return StopProcessAsync(cancellationToken);
    }

    public override async Task FreezeAsync(CancellationToken cancellationToken = default)
    {
        await FreezeProcessAsync(cancellationToken).ConfigureAwait(false);
        _frozen = true;
    }

    public override async Task ThawAsync(CancellationToken cancellationToken = default)
    {
        await ThawProcessAsync(cancellationToken).ConfigureAwait(false);
        _frozen = false;
    }

    public override Task RestartAsync(CancellationToken cancellationToken = default)
    {
        _frozen = false;
        return RestartProcessAsync(cancellationToken);
    }

    private protected abstract Task KillProcessAsync(CancellationToken cancellationToken);

    private protected abstract Task StopProcessAsync(CancellationToken cancellationToken);

    private protected abstract Task FreezeProcessAsync(CancellationToken cancellationToken);

    private protected abstract Task ThawProcessAsync(CancellationToken cancellationToken);

    private protected abstract Task RestartProcessAsync(CancellationToken cancellationToken);
}

internal sealed class BrokerPart(string name, ActiveMqBroker broker) : ProcessPart(name)
{
    private protected override bool IsRunning => broker.IsRunning;

    private protected override Task KillProcessAsync(CancellationToken cancellationToken) => broker.KillAsync(cancellationToken);

    private protected override Task StopProcessAsync(CancellationToken cancellationToken) => broker.StopAsync(cancellationToken);

    private protected override Task FreezeProcessAsync(CancellationToken cancellationToken) => broker.FreezeAsync(cancellationToken);

    private protected override Task ThawProcessAsync(CancellationToken cancellationToken) => broker.ThawAsync(cancellationToken);

    private protected override Task RestartProcessAsync(CancellationToken cancellationToken) => broker.RestartAsync(cancellationToken);
}

internal sealed class ConnectorPart(string name, ConnectorProcess connector) : ProcessPart(name)
{
    private protected override bool IsRunning => !connector.HasExited;

    private protected override Task KillProcessAsync(CancellationToken cancellationToken) => connector.KillAsync(cancellationToken);

    private protected override Task StopProcessAsync(CancellationToken cancellationToken) => connector.StopAsync(cancellationToken);

    private protected override Task FreezeProcessAsync(CancellationToken cancellationToken) => connector.FreezeAsync(cancellationToken);

    private protected override Task ThawProcessAsync(CancellationToken cancellationToken) => connector.ThawAsync(cancellationToken);

    private protected override Task RestartProcessAsync(CancellationToken cancellationToken) =>
        connector.RestartAsync(cancellationToken: cancellationToken);
}
