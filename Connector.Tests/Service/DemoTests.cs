using Connector.Contracts;
using Connector.Service.Configuration;
using Connector.Service.Demo;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class DemoTests
{
    [Theory]
    [InlineData("POST", "127.0.0.1:8112", "", true)]
    [InlineData("POST", "localhost:8112", "http://localhost:8112", true)]
    [InlineData("POST", "[::1]:8112", "http://[::1]:8112", true)]
    [InlineData("GET", "evil.example:8112", "", false)]
    [InlineData("POST", "evil.example", "http://evil.example", false)]
    [InlineData("POST", "127.0.0.1:8112", "http://127.0.0.1:9000", false)]
    [InlineData("POST", "127.0.0.1:8112", "https://127.0.0.1:8112", false)]
    [InlineData("POST", "127.0.0.1:8112", "null", false)]
    public void Console_on_loopback_serves_pages_of_its_own_only(string method, string host, string origin, bool passes) =>
        (DemoGuard.Problem(method, new HostString(host), origin, Console("http://127.0.0.1:8112")) is null).ShouldBe(passes);

    [Theory]
    [InlineData("connector.example:8112", "http://connector.example:8112", true)]
    [InlineData("connector.example:8112", "http://evil.example", false)]
    public void Console_for_all_serves_its_own_origin(string host, string origin, bool passes) =>
        (DemoGuard.Problem("POST", new HostString(host), origin, Console("http://*:8112")) is null).ShouldBe(passes);

    [Fact]
    public async Task Log_masks_secrets()
    {
        var feed = new DemoFeed(TimeProvider.System);
        feed.Add("request", new SignIn { AgentId = "1001", Password = "hidden", Extension = "2001" }, "id");
        feed.Add("request", new ConnectAgent { AgentId = "1001", AccessToken = "hidden" });

        var entries = await TakeAsync(feed, 0, 2);

        entries.ShouldAllBe(entry => !entry.Body!.ToJsonString().Contains("hidden"));
        entries[0].Body!["password"]!.GetValue<string>().ShouldBe("***");
        (entries[0].Id, entries[0].Kind, entries[0].Name, entries[0].RequestId).ShouldBe((1, "request", "SignIn", "id"));
    }

    [Fact]
    public async Task Log_goes_on_where_a_reader_left_it()
    {
        var feed = new DemoFeed(TimeProvider.System);
        foreach (var id in Enumerable.Range(1, 5))
            feed.Add("request", new MakeReady { AgentId = $"{id}" });

        (await TakeAsync(feed, 3, 2)).Select(entry => entry.Id).ShouldBe([4, 5]);
        // From before a restart of the service: everything is new.
        (await TakeAsync(feed, 99, 5)).Select(entry => entry.Id).ShouldBe([1, 2, 3, 4, 5]);
    }

    private static async Task<List<DemoEntry>> TakeAsync(DemoFeed feed, long after, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var taken = new List<DemoEntry>();
        await foreach (var entry in feed.FollowAsync(after, limit.Token))
        {
            taken.Add(entry);
            if (taken.Count == count)
                break;
        }
        return taken;
    }

    private static ConsoleAddress Console(string url) =>
        ConsoleAddress.TryParse(url, out var address) ? address : throw new InvalidOperationException(url);
}
