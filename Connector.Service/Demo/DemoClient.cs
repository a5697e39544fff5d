using Connector.Contracts;
using MassTransit;

namespace Connector.Service.Demo;

/// <summary>The listening half of the page's client app: a temporary endpoint on the bus that gets every event. It is a client
/// like any other, and knows the connector by its messages only.</summary>
internal static class DemoClient
{
    /// <summary>Subscribes to the events.</summary>
    public static void Listen(IReceiveEndpointConfigurator endpoint, IServiceProvider services)
    {
        var feed = services.GetRequiredService<DemoFeed>();
        // One at a time, in order: the log shows what came when.
        endpoint.ConcurrentMessageLimit = 1;
        Show<AgentStateChanged>();
        Show<DialogChanged>();
        Show<CommandFailed>();
        Show<AgentSessionChanged>();
        Show<TeamMemberStateChanged>();
        Show<QueueStatisticsChanged>();
        Show<ConnectorStatusChanged>();

        void Show<TEvent>()
            where TEvent : class => endpoint.Handler<TEvent>(context =>
        {
            feed.Add("event", context.Message);
            return Task.CompletedTask;
        });
    }
}
