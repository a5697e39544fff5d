using System.Xml;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Faults;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Faults;

/// <summary>Faults of notifications, as a client on a real socket meets them, on a clock that the test moves.</summary>
public sealed class NotificationFaultTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTime _time = new();
    private SimulatedFinesse _finesse = null!;
    private RawXmppClient _client = null!;
    private FinesseHttp _http = null!;

    public async Task InitializeAsync()
    {
        _finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { TimeProvider = _time, NotifyBeforeResponse = true, SideB = new SideOptions() }, default);
        _client = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1001", "gc");
        _http = new FinesseHttp(_finesse.RestBase);
        await _http.SignInAsync("1001", "2001");
        (await _client.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _finesse.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Delayed_ones_come_after_their_time_and_in_order()
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.DelayNotifications, Side = "A", Delay = TimeSpan.FromSeconds(5), Count = 1 });
        var timers = _time.Timers;
        await StateAsync("READY");
        await Eventually.HoldsAsync("the first to wait for its time", () => _time.Timers > timers);
        _time.Advance(TimeSpan.FromSeconds(4));
        await StateAsync("NOT_READY");
        (await UpdatesAsync()).ShouldBeEmpty("the second waits for the first: they share one connection");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _client.NextGistsAsync(2)).ShouldBe(["user PUT READY", "user PUT NOT_READY"]);
    }

    [Fact]
    public async Task Dropped_ones_never_come()
    {
        var id = _finesse.AddFault(new SimulatedFault { Kind = FaultKind.DropNotifications, Agent = "1001" });
        await StateAsync("READY");
        (await UpdatesAsync()).ShouldBeEmpty();
        _finesse.RemoveFault(id).ShouldBeTrue();
        await StateAsync("NOT_READY");
        (await _client.NextGistsAsync(1)).ShouldBe(["user PUT NOT_READY"]);
    }

    [Fact]
    public async Task One_that_is_reordered_comes_after_the_next()
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.ReorderNotifications, Side = "A", Count = 1 });
        await StateAsync("READY");
        (await UpdatesAsync()).ShouldBeEmpty();
        await StateAsync("NOT_READY");
        (await _client.NextGistsAsync(2)).ShouldBe(["user PUT NOT_READY", "user PUT READY"]);
        await StateAsync("READY");
        (await _client.NextGistsAsync(1)).ShouldBe(["user PUT READY"]);
    }

    [Fact]
    public async Task One_that_is_reordered_comes_by_itself_where_none_follows()
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.ReorderNotifications, Side = "A", Delay = TimeSpan.FromSeconds(3), Count = 1 });
        var timers = _time.Timers;
        await StateAsync("READY");
        await Eventually.HoldsAsync("it to be held back", () => _time.Timers > timers);
        _time.Advance(TimeSpan.FromSeconds(3));
        (await _client.NextGistsAsync(1)).ShouldBe(["user PUT READY"]);
    }

    [Fact]
    public async Task Duplicates_have_the_same_item_id()
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.DuplicateNotifications, Side = "A", Count = 1 });
        await StateAsync("READY");
        var (first, second) = (await _client.NextUpdateAsync(), await _client.NextUpdateAsync());
        (first.Gist, second.ItemId).ShouldBe(("user PUT READY", first.ItemId));
        (await UpdatesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Malformed_ones_come_as_valid_stanzas_with_broken_content()
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.MalformNotifications, Side = "A", How = Malformation.BrokenXml, Count = 1 });
        await StateAsync("READY");
        await Should.ThrowAsync<XmlException>(() => _client.NextUpdateAsync());
        await StateAsync("NOT_READY");
        (await _client.NextGistsAsync(1)).ShouldBe(["user PUT NOT_READY"]);
    }

    [Fact]
    public async Task The_id_of_the_request_is_not_echoed()
    {
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.ForgetRequestIds, Side = "A", Count = 1 });
        await _http.PutUserAsync("1001", "<state>READY</state>", "r1");
        await _http.PutUserAsync("1001", "<state>NOT_READY</state>", "r2");
        (await _client.NextUpdateAsync()).RequestId.ShouldBeEmpty();
        (await _client.NextUpdateAsync()).RequestId.ShouldBe("r2");
    }

    [Fact]
    public async Task The_other_side_and_the_other_nodes_are_spared()
    {
        await using var atB = await RawXmppClient.SignInAsync(_finesse.B.XmppPort, "1001", "gc", domain: _finesse.B.Domain);
        _finesse.AddFault(new SimulatedFault { Kind = FaultKind.DropNotifications, Side = "A", Path = "/Dialogs" });
        await _finesse.StartIncomingCallAsync("5551234", "2001");
        await StateAsync("READY");
        (await _client.NextGistsAsync(1)).ShouldBe(["user PUT READY"]);
        (await atB.NextGistsAsync(2)).ShouldBe(["dialogs POST ALERTING", "user PUT READY"]);
    }

    private async Task StateAsync(string state) =>
        (await _http.PutUserAsync("1001", $"<state>{state}</state>")).Code.ShouldBe(202);

    // Notifications pass two pumps on their way: what was caused before the ping is given the chance to overtake it.
    private async Task<string[]> UpdatesAsync()
    {
        var updates = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            foreach (var element in await _client.DrainAsync())
                if (element.Name.LocalName == "message") updates.Add(RawXmppClient.Read(element).Gist);
            await Task.Yield();
        }

        return [.. updates];
    }
}
