using System.Collections.Concurrent;
using System.Globalization;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using NSubstitute;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

/// <content>Many who are taken over at once.</content>
public sealed partial class SubscriptionsAdapterTests
{
    private const int ReadAtOnce = 32;
    private const int TakenOver = 50;

    [Fact]
    public async Task Whoever_is_stood_by_for_hears_at_once_and_is_read_in_his_turn()
    {
        _xmpp.IsStandingBy = true;
        var (read, reading) = TakeOver();

        await Eventually.HoldsAsync("everybody to be subscribed", () => _xmpp.Live.Count == TakenOver);
        await Eventually.HoldsAsync("the first to be read", () => read.Count == ReadAtOnce);
        _inbox.Reports.ShouldBeEmpty();

        reading.SetResult(FinesseReplies.Ok<ValueList<FinesseDialog>>([]));
        await ReportsAsync(TakenOver);
        _xmpp.Openings.ShouldBe(TakenOver);
    }

    [Fact]
    public async Task Whoever_has_to_be_signed_in_waits_for_his_turn_before_that()
    {
        var (read, reading) = TakeOver();

        await Eventually.HoldsAsync("the first to be read", () => read.Count == ReadAtOnce);
        _xmpp.Openings.ShouldBe(ReadAtOnce);

        reading.SetResult(FinesseReplies.Ok<ValueList<FinesseDialog>>([]));
        await ReportsAsync(TakenOver);
        _xmpp.Openings.ShouldBe(TakenOver);
    }

    /// <summary>Has agents taken over whom nobody can read before the test says so.</summary>
    private (ConcurrentQueue<string> Read, TaskCompletionSource<FinesseReply<ValueList<FinesseDialog>>> Reading) TakeOver()
    {
        var read = new ConcurrentQueue<string>();
        var reading = new TaskCompletionSource<FinesseReply<ValueList<FinesseDialog>>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _rest.GetUserAsync(Arg.Any<FinesseCredentials>(), Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            read.Enqueue(call.ArgAt<string>(1));
            return FinesseReplies.Ok(new FinesseUser { LoginId = call.ArgAt<string>(1), State = "READY" });
        });
        _rest.GetDialogsAsync(Arg.Any<FinesseCredentials>(), Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(_ => reading.Task);
        foreach (var agent in Enumerable.Range(2000, TakenOver).Select(number => number.ToString(CultureInfo.InvariantCulture)))
            _subscriptions.Open(agent, new AgentCredentials("pw", null), 1, new SubscriptionHints { IsTakeover = true });
        return (read, reading);
    }
}
