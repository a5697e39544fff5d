using Connector.Contracts;
using MassTransit;

namespace Connector.Client.Events;

/// <summary>Takes every type of event off the bus into the feed.</summary>
internal sealed class AgentEventConsumer(AgentEventFeed feed)
    : IConsumer<AgentStateChanged>,
        IConsumer<DialogChanged>,
        IConsumer<CommandFailed>,
        IConsumer<AgentSessionChanged>,
        IConsumer<TeamMemberStateChanged>,
        IConsumer<QueueStatisticsChanged>
{
    public Task Consume(ConsumeContext<AgentStateChanged> context) => TakeAsync(context);

    public Task Consume(ConsumeContext<DialogChanged> context) => TakeAsync(context);

    public Task Consume(ConsumeContext<CommandFailed> context) => TakeAsync(context);

    public Task Consume(ConsumeContext<AgentSessionChanged> context) => TakeAsync(context);

    public Task Consume(ConsumeContext<TeamMemberStateChanged> context) => TakeAsync(context);

    public Task Consume(ConsumeContext<QueueStatisticsChanged> context) => TakeAsync(context);

    private Task TakeAsync<TEvent>(ConsumeContext<TEvent> context)
        where TEvent : AgentEvent =>
        feed.TakeAsync(context.Message, context.CancellationToken);
}
