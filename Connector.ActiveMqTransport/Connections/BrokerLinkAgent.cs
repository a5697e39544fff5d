using MassTransit;
using MassTransit.Middleware;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>Stops the link when the bus has stopped its endpoints.</summary>
internal sealed class BrokerLinkAgent : Agent
{
    private readonly BrokerLink _link;

    /// <summary>For one stop of the bus.</summary>
    public BrokerLinkAgent(BrokerLink link)
    {
        _link = link;
        SetReady();
    }

    /// <inheritdoc/>
    protected override async Task StopAgent(StopContext context)
    {
        await _link.StopAsync(context.CancellationToken).ConfigureAwait(false);
        await base.StopAgent(context).ConfigureAwait(false);
    }
}
