using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

[Collection(SharedSystemCollection.Name)]
public sealed class MainFlowTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string Agent = "1001";

    [Fact]
    public async Task A_shift_with_one_call_gives_every_answer_every_event_and_every_effect_once()
    {
        var dialogId = await MainFlow.PlayAsync(
            Client, Agent, (from, to, variables) => Live.Simulator.CallInAsync(from, to, variables));

        var effects = await Live.Simulator.EffectsAsync($"User/{Agent}", $"Dialog/{dialogId}");
        effects.ShouldBe(MainFlow.Effects(Agent, dialogId));
    }
}
