using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Tests.Service.Memory;

/// <summary>
/// What a connector would note, step by step, the same in every process: step n is a change to one of <paramref name="agents"/> agents, so that
/// from an agent's sequence alone everything follows that must be known of it.
/// </summary>
internal sealed class MemoryStory(int agents, int bodyLength = 400)
{
    private readonly Dictionary<string, AgentReplica> _replicas = [];

    public long Step { get; private set; }

    /// <summary>Goes one step on.</summary>
    /// <returns>The word to note.</returns>
    public (AgentClaim Claim, AgentProgress Whole) Next()
    {
        Step++;
        var agent = NameOf(Step);
        if (!_replicas.TryGetValue(agent, out var replica))
            _replicas[agent] = replica = new();
        var at = RoundOf(Step);
        // A request is begun in one round and answered in the next.
        replica.Add(new()
        {
            Sequence = at,
            Published = Body($"state {at} of {agent}", bodyLength * 2),
            Subscription = at % 10 == 1 ? Body($"subscription {at} of {agent}", 300) : null,
            Events = [new() { Epoch = 7 + at / 100, Sequence = at, Body = Body($"event {at} of {agent}", bodyLength) }],
            Requests =
            [
                new() { RequestId = $"{agent}-{at}" },
                .. at > 1 ? new[] { new RecordedRequest { RequestId = $"{agent}-{at - 1}", Answer = Body($"answer {at - 1}", bodyLength / 2) } } : [],
            ],
        });
        return (ClaimAt(agent, at), replica.Whole());
    }

    /// <summary>Goes on until a step.</summary>
    public void GoTo(long step)
    {
        while (Step < step)
            Next();
    }

    /// <summary>The step at which an agent got to a sequence.</summary>
    public long StepOf(string agentId, long sequence) => (sequence - 1) * agents + long.Parse(agentId[1..]) + 1;

    /// <summary>How far an agent is after a step; 0: nothing is known of it.</summary>
    public long SequenceAt(int agent, long step) => step > agent ? (step - agent - 1) / agents + 1 : 0;

    /// <summary>What must be known of an agent that is at a sequence.</summary>
    public static (AgentClaim Claim, AgentProgress Whole) Expect(int agents, int bodyLength, string agentId, long sequence)
    {
        // One agent's story alone, under its own name.
        var story = new MemoryStory(agents, bodyLength);
        var last = default((AgentClaim, AgentProgress));
        story.Step = story.StepOf(agentId, Math.Max(1, sequence - 200)) - 1;
        for (var at = Math.Max(1, sequence - 200); at <= sequence; at++, story.Step += agents - 1)
            last = story.Next();
        return last;
    }

    private string NameOf(long step) => $"a{(step - 1) % agents:0000}";

    private long RoundOf(long step) => (step - 1) / agents + 1;

    private static AgentClaim ClaimAt(string agent, long at) => new() { AgentId = agent, Owner = "gc-a", Epoch = 7 + at / 100, Sequence = at, MemoryComplete = at % 3 != 0 };

    private static string Body(string text, int length) =>
        text + new string((char)('a' + text.Length % 26), Math.Max(0, length - text.Length - 1)) + (text.Length % 2 == 0 ? "é" : "~");
}
