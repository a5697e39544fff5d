using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Connector.Tests.Browser;

public sealed class StartTests
{
    [Fact]
    public async Task Wrong_configuration_stops_the_start_with_a_sentence_and_no_stack_trace()
    {
        await using var service = ServiceProcess.Start(
            new Dictionary<string, string> { ["ActiveMq_URL_1"] = "broker" }, "--GRC_CONSUMER_PRIORTY", "1", "DEMO_PAGE=true");

        await service.ExitsAsync(TimeSpan.FromMinutes(3));

        service.ExitCode.ShouldBe(78);
        service.Output.Trim().Split('\n').ShouldBe(
        [
            "GRC_CONSUMER_PRIORTY is not a configuration key; did you mean GRC_CONSUMER_PRIORITY?",
            "ActiveMq_URL_1 is 'broker'; allowed: host:port, tcp://host[:port] or ssl://host[:port], without user, path or options.",
        ]);
    }

    [Fact]
    public async Task Service_that_is_told_to_stop_ends_cleanly()
    {
        await using var service = ServiceProcess.Start(new Dictionary<string, string> { ["DEMO_PAGE"] = "true" });
        await service.IsReadyAsync();

        service.Terminate();
        await service.ExitsAsync(TimeSpan.FromMinutes(3));

        service.ExitCode.ShouldBe(0);
        service.Output.ShouldContain($"open {service.Address.AbsoluteUri.TrimEnd('/')} in a browser");
        service.Output.ShouldNotContain("xception");
    }

    [Fact]
    public async Task Console_address_that_is_taken_ends_the_start_with_a_sentence()
    {
        var since = Stopwatch.StartNew();
        await using var first = ServiceProcess.Start(new Dictionary<string, string> { ["DEMO_PAGE"] = "true" });
        await first.IsReadyAsync();
        var startTakes = since.Elapsed;
        var address = first.Address.AbsoluteUri.TrimEnd('/');

        since.Restart();
        await using var second = ServiceProcess.Start(new Dictionary<string, string> { ["DEMO_PAGE"] = "true" }, "CONSOLE_URL=" + address);
        await second.ExitsAsync(TimeSpan.FromMinutes(3));
        // Nothing is waited for that had not come to run; the host would wait for half a minute.
        since.Elapsed.ShouldBeLessThan(startTakes * 3 + TimeSpan.FromSeconds(5));

        second.ExitCode.ShouldBe(1);
        second.Output.ShouldNotContain("   at ", Case.Sensitive, "a stack trace is no sentence");
        second.Output.TrimEnd().Split('\n')[^1].ShouldSatisfyAllConditions(
            sentence => sentence.ShouldStartWith("The service cannot start:"),
            sentence => sentence.ShouldContain(address),
            sentence => sentence.ShouldEndWith("CONSOLE_URL sets where its console listens."));
    }
}
