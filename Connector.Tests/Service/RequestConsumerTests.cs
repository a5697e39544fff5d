using Connector.Contracts;
using Connector.Service.Requests;
using Connector.Tests.Infrastructure;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class RequestConsumerTests : IAsyncLifetime
{
    private readonly Routing _routing = new();
    private readonly ManualTime _time = new();
    private ServiceProvider _services = null!;
    private ITestHarness _harness = null!;

    public Task InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddSingleton<IRequestRouting>(_routing)
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(ConfigurationTests.Valid("CONNECTOR_ID=gc-1"))
            .AddMassTransitTestHarness(bus =>
            {
                // How long a wait for a message lasts where none comes: a crowded machine may need more than the default of 1.2 s.
                bus.SetTestTimeouts(testInactivityTimeout: TimeSpan.FromMinutes(1));
                bus.AddConsumer<AgentRequestConsumer<MakeReady>>();
                bus.AddConsumer<AgentRequestConsumer<AnswerCall>>();
                bus.AddConsumer<AgentRequestConsumer<ReplayEvents>>();
            })
            .BuildServiceProvider(validateScopes: true);
        _harness = _services.GetRequiredService<ITestHarness>();
        return _harness.Start();
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task Request_gets_its_routing_answer_under_its_message_id()
    {
        var messageId = NewId.NextGuid();

        var answer = await AskAsync<CommandAccepted, MakeReady>(new MakeReady { AgentId = "1001" }, context => context.MessageId = messageId);

        answer.AgentId.ShouldBe("1001");
        answer.RequestId.ShouldBe(messageId.ToString("D"));
        _routing.LastDeadline.ShouldBe(_time.GetUtcNow() + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Requests_own_expiration_counts_where_it_is_sooner()
    {
        // The bus stamps the expiration by the system's clock; this one is years ahead of it.
        _time.Advance(TimeSpan.FromDays(3650));

        await AskAsync<CommandAccepted, MakeReady>(new MakeReady { AgentId = "1001" }, context => context.TimeToLive = TimeSpan.FromMinutes(1));

        _routing.LastDeadline.ShouldNotBeNull().ShouldBeLessThan(_time.GetUtcNow());
    }

    [Fact]
    public async Task Missing_field_is_answered_and_no_session_is_asked()
    {
        var answer = await AskAsync<CommandRejected, AnswerCall>(new AnswerCall { AgentId = "1001" });

        (answer.Code, answer.Message, answer.AgentId, answer.ConnectorId)
            .ShouldBe((RejectionCode.InvalidRequest, "DialogId is missing.", "1001", "gc-1"));
        _routing.LastDeadline.ShouldBeNull();
    }

    [Fact]
    public async Task Fault_of_the_connector_is_answered_and_ends_in_no_error_queue()
    {
        _routing.Fault = new InvalidOperationException("bug");

        var answer = await AskAsync<CommandRejected, MakeReady>(new MakeReady { AgentId = "1001" });

        answer.Code.ShouldBe(RejectionCode.InternalError);
        answer.Message.ShouldContain(answer.RequestId);
        answer.Message.ShouldNotContain("bug");
        (await _harness.Published.Any<Fault<MakeReady>>(new CancellationToken(canceled: true))).ShouldBeFalse();
    }

    [Fact]
    public async Task Answer_to_a_request_without_an_answer_address_is_published()
    {
        await _harness.Bus.Publish(new MakeReady { AgentId = "1002" });

        var answer = await _harness.Published.SelectAsync<CommandAccepted>().FirstOrDefault();

        answer.ShouldNotBeNull().Context.Message.AgentId.ShouldBe("1002");
    }

    private async Task<TAnswer> AskAsync<TAnswer, TRequest>(TRequest request, Action<SendContext>? configure = null)
        where TAnswer : class
        where TRequest : class
    {
        var client = _harness.Bus.CreateRequestClient<TRequest>(TimeSpan.FromSeconds(20));
        var response = await client.GetResponse<TAnswer>(request, pipe => pipe.UseExecute(context => configure?.Invoke(context)));
        return response.Message;
    }

    private sealed class Routing : IRequestRouting
    {
        public DateTimeOffset? LastDeadline { get; private set; }

        public Exception? Fault { get; set; }

        public Task<RequestOutcome> RouteAsync(RoutedRequest request, CancellationToken cancellationToken)
        {
            LastDeadline = request.Deadline;
            return Fault is null
                ? Task.FromResult<RequestOutcome>(
                    new RequestOutcome.Answered(new CommandAccepted { AgentId = request.Request.AgentId, RequestId = request.RequestId }))
                : Task.FromException<RequestOutcome>(Fault);
        }
    }
}
