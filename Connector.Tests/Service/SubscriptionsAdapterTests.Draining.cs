using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

/// <content>What is on its way when an agent is to go elsewhere.</content>
public sealed partial class SubscriptionsAdapterTests
{
    [Fact]
    public async Task Drained_comes_after_everything_that_the_session_had_been_told()
    {
        await OpenedAsync();
        var drained = new TaskCompletionSource();
        _xmpp.Drained = drained.Task;

        _subscriptions.Drain("1001");
        await Eventually.HoldsAsync("the session to be drained", () => _xmpp.Drainings.Count == 1);
        await TellAsync("READY");
        await ReportsAsync(2);
        drained.SetResult();

        await ReportsAsync(3);
        StateOf(1).ShouldBe("READY");
        _inbox.Report<SubscriptionReport.Drained>(2);
    }

    [Fact]
    public async Task Drained_comes_soon_where_the_session_is_silent_and_not_at_all_where_it_is_closed()
    {
        await OpenedAsync();
        _xmpp.Drained = new TaskCompletionSource().Task;
        _subscriptions.Drain("1001");
        await Eventually.HoldsAsync("the session to be drained", () => _xmpp.Drainings.Count == 1);

        _time.Advance(TimeSpan.FromSeconds(2));

        await ReportsAsync(2);
        _inbox.Report<SubscriptionReport.Drained>(1);
        _subscriptions.Drain("1001");
        await Eventually.HoldsAsync("the session to be drained again", () => _xmpp.Drainings.Count == 2);
        _subscriptions.Close("1001");
        await Eventually.HoldsAsync("the session to end", () => _xmpp.Live.IsEmpty);
        await _subscriptions.DisposeAsync();
        _inbox.Reports.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_subscription_that_is_refused_while_it_is_drained_holds_up_nobody()
    {
        await OpenedAsync();
        _xmpp.Drained = new TaskCompletionSource().Task;
        _subscriptions.Drain("1001");
        await Eventually.HoldsAsync("the session to be drained", () => _xmpp.Drainings.Count == 1);

        await _xmpp.Observer.OnRefusedAsync(new(RefusalKind.Conflict, "taken"), CancellationToken.None);
        await ReportsAsync(2);
        Open(generation: 2);

        await ReportsAsync(3);
        _inbox.Report<SubscriptionReport.Opened>(2);
    }
}
