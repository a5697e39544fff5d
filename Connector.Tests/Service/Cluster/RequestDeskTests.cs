using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Service.Cluster;
using Connector.Service.Requests;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>What a session is told of a request that is handed to it.</summary>
public sealed class RequestDeskTests
{
    private readonly Inbox _inbox = new();

    [Theory]
    [InlineData(false, false, EarlierDelivery.None)]
    [InlineData(true, true, EarlierDelivery.Accounted)]
    [InlineData(true, false, EarlierDelivery.Unaccounted)]
    public async Task Somebody_else_may_have_begun_it_where_it_came_before_and_not_everything_is_known(bool cameBefore, bool isMemoryComplete, EarlierDelivery told)
    {
        var desk = new RequestDesk("GC-1", () => _inbox, NullLogger<RequestDesk>.Instance);
        var (token, outcome) = desk.Take(
            new RoutedRequest
            {
                Request = new MakeReady { AgentId = "1001" },
                RequestId = "r1",
                Deadline = DateTimeOffset.MaxValue,
                CameBefore = cameBefore,
                ForwardAsync = (_, _) => throw new NotSupportedException(),
            },
            CancellationToken.None);

        desk.Serve(token, isMemoryComplete);

        (await outcome).ShouldBeOfType<RequestOutcome.Answered>();
        _inbox.Told.ShouldBe([told]);
    }

    [Fact]
    public async Task It_is_judged_anew_where_it_was_given_back_and_is_served_again()
    {
        var desk = new RequestDesk("GC-1", () => _inbox, NullLogger<RequestDesk>.Instance);
        var routed = new RoutedRequest
        {
            Request = new MakeReady { AgentId = "1001" },
            RequestId = "returned",
            Deadline = DateTimeOffset.MaxValue,
            CameBefore = true,
            ForwardAsync = (_, _) => throw new NotSupportedException(),
        };
        var (token, outcome) = desk.Take(routed, CancellationToken.None);

        desk.Serve(token, isMemoryComplete: true);
        desk.TakeBack("1001", "returned").ShouldBe([token]);
        desk.Serve(token, isMemoryComplete: false);

        (await outcome).ShouldBeOfType<RequestOutcome.Answered>();
        _inbox.Told.ShouldBe([EarlierDelivery.Accounted, EarlierDelivery.Unaccounted]);
    }

    private sealed class Inbox : ISessionInbox
    {
        internal List<EarlierDelivery> Told { get; } = [];

        public Task<object> AskAsync(AgentRequest request, string requestId, DateTimeOffset deadline, EarlierDelivery earlier, CancellationToken cancellationToken)
        {
            Told.Add(earlier);
            return requestId == "returned" && Told.Count == 1
                ? Task.FromException<object>(new RequestReturnedException())
                : Task.FromResult<object>(new CommandAccepted());
        }

        public void Report(string agentId, int generation, SubscriptionReport report) => throw new NotSupportedException();

        public IReadOnlyList<SessionSummary> Summaries() => [];
    }
}
