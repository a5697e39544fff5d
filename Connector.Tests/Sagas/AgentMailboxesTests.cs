using System.Collections.Concurrent;
using Connector.Sagas.Sessions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas;

public sealed class AgentMailboxesTests
{
    [Fact]
    public async Task Each_agents_inputs_are_handled_in_order_and_never_two_at_once()
    {
        var handled = new ConcurrentDictionary<string, List<int>>();
        var busy = new ConcurrentDictionary<string, int>();
        var twoAtOnce = 0;
        await using (var mailboxes = new AgentMailboxes(100_000, async input =>
        {
            if (busy.AddOrUpdate(input.AgentId, 1, (_, n) => n + 1) > 1)
                Interlocked.Increment(ref twoAtOnce);
            handled.GetOrAdd(input.AgentId, _ => []).Add(((ProofDue)input).Generation);
            await Task.Yield();
            busy.AddOrUpdate(input.AgentId, 0, (_, n) => n - 1);
        }))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (agent, _) =>
            {
                for (var i = 0; i < 5000; i++)
                {
                    mailboxes.Post(new ProofDue(agent.ToString(), i)).ShouldBe(Posting.Taken);
                    if (i % 500 == 0)
                        await Task.Yield();
                }
            });
        }

        twoAtOnce.ShouldBe(0);
        handled.Count.ShouldBe(8);
        foreach (var inputs in handled.Values)
            inputs.ShouldBe(Enumerable.Range(0, 5000));
    }

    [Fact]
    public async Task A_full_mailbox_turns_requests_away_and_never_what_the_session_waits_for()
    {
        var gate = new TaskCompletionSource();
        var handled = 0;
        await using (var mailboxes = new AgentMailboxes(1, async _ =>
        {
            await gate.Task;
            handled++;
        }))
        {
            var command = new CommandReceived("1001", new Command(new Contracts.MakeReady(), "r", DateTimeOffset.MaxValue));
            while (mailboxes.Post(command) is Posting.Taken)
                handled--;
            mailboxes.Post(new ProofDue("1001", 1)).ShouldBe(Posting.Taken);
            gate.SetResult();
        }

        handled.ShouldBe(1);
    }

    [Fact]
    public async Task A_closed_mailbox_takes_nothing()
    {
        var mailboxes = new AgentMailboxes(1, _ => Task.CompletedTask);
        await mailboxes.DisposeAsync();

        mailboxes.Post(new ProofDue("1001", 1)).ShouldBe(Posting.Closed);
    }
}
