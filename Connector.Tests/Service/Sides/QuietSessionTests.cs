using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Service.Sides;

/// <summary>An agent's session comes and goes without exceptions: with 500 agents who are handed over, each costs processor for all of them.</summary>
public sealed class QuietSessionTests(ITestOutputHelper output)
{
    // Flows with all that is begun for the one agent, and with nothing that other tests do in this process.
    private readonly AsyncLocal<ConcurrentQueue<string>?> _thrown = new();

    [Fact]
    public async Task A_session_is_opened_and_closed_without_an_exception()
    {
        await using var bench = await SidesBench.StartAsync();
        var (taken, read) = (bench.Finesse.Agents[0].Id, bench.Finesse.Agents[1].Id);
        AppDomain.CurrentDomain.FirstChanceException += Note;
        try
        {
            var ofTaken = Marked(() => bench.TakeOver(taken, hasCalls: false));
            var ofRead = Marked(() => bench.Open(read));
            await bench.HearsAsync(taken, "the opening", report => report is SubscriptionReport.Opened);
            await bench.HearsAsync(read, "the opening", report => report is SubscriptionReport.Opened);
            var opened = ofTaken.Count + ofRead.Count;
            await bench.CloseAllAsync();

            foreach (var stack in ofTaken.Concat(ofRead))
                output.WriteLine(stack);
            output.WriteLine($"{opened} exceptions by opening two sessions, {ofTaken.Count + ofRead.Count - opened} by closing them");
            (ofTaken.Count + ofRead.Count).ShouldBe(0, string.Join('\n', ofTaken.Concat(ofRead)));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Note;
        }
    }

    private ConcurrentQueue<string> Marked(Action begin)
    {
        var thrown = new ConcurrentQueue<string>();
        _thrown.Value = thrown;
        begin();
        _thrown.Value = null;
        return thrown;
    }

    private void Note(object? sender, FirstChanceExceptionEventArgs happened) =>
        _thrown.Value?.Enqueue($"{happened.Exception.GetType().Name}: {happened.Exception.Message}\n{Environment.StackTrace}\n");
}
