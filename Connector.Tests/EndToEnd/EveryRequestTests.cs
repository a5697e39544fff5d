using Connector.Contracts;
using Connector.Service.Requests;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>What every request of the contracts is refused with before it gets to Finesse, each over the bus.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class EveryRequestTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    // These are not done with a telephone: Finesse is asked whether the agent is signed in or not.
    private static readonly Type[] NeedNoExtension =
    [
        typeof(ConnectAgent), typeof(DisconnectAgent), typeof(SignIn), typeof(SignOut), typeof(MakeReady), typeof(MakeNotReady),
        typeof(GetAgentState), typeof(GetDialogs), typeof(ForceAgentState), typeof(WatchTeam), typeof(UnwatchTeam), typeof(WatchQueue),
        typeof(UnwatchQueue), typeof(GetReasonCodes), typeof(GetWrapUpReasons), typeof(GetQueues), typeof(GetTeam), typeof(GetPhoneBooks),
        typeof(GetPhoneBookContacts), typeof(ReplayEvents), typeof(UpdateCallData), typeof(DropParticipant),
    ];

    [Fact]
    public void There_is_a_sample_of_every_request() =>
        RequestSamples.All.Select(sample => sample.GetType()).OrderBy(type => type.Name)
            .ShouldBe(RequestTypes.All.Values.OrderBy(type => type.Name));

    [Fact]
    public async Task A_needed_field_that_is_missing_is_named()
    {
        const string agent = "1231";

        foreach (var sample in RequestSamples.All)
        {
            foreach (var field in RequestSamples.NeededFields(sample))
            {
                var rejected = await Client.RefusedAsync(RequestSamples.Without(sample, field, agent));
                rejected.Code.ShouldBe(RejectionCode.InvalidRequest, $"{sample.GetType().Name} without {field.Name}");
                (rejected.Message.Contains(field.Name, StringComparison.Ordinal) && rejected.HttpStatus is null)
                    .ShouldBeTrue($"{sample.GetType().Name} without {field.Name}: {rejected.HttpStatus} {rejected.Message}");
            }
        }

        (await RequestsNamingAsync(agent)).ShouldBe(0, "nothing of this reaches Finesse");
    }

    [Fact]
    public async Task An_agent_who_is_not_connected_can_only_be_connected()
    {
        const string agent = "1232";

        foreach (var sample in RequestSamples.All.Where(sample => sample is not (ConnectAgent or SignIn)))
        {
            var rejected = await Client.RefusedAsync(sample with { AgentId = agent });
            rejected.Code.ShouldBe(RejectionCode.NotConnected, sample.ToString());
            rejected.AgentId.ShouldBe(agent);
        }

        (await Client.RejectedAsync(new ConnectAgent { AgentId = agent })).Message.ShouldContain("Password");
        (await Client.RejectedAsync(new SignIn { AgentId = agent, Extension = "2232" })).Message.ShouldContain("Password");
        (await RequestsNamingAsync(agent)).ShouldBe(0, "nothing of this reaches Finesse");
        await Client.ServesAsync(agent);
    }

    [Fact]
    public async Task An_agent_who_is_not_signed_in_has_no_telephone()
    {
        // UCCX alone records.
        const string agent = "1233";
        await Client.AskAsync<ConnectAgent, AgentConnected>(new ConnectAgent { AgentId = agent, Password = "pw" + agent });

        foreach (var sample in RequestSamples.All.Where(sample => !NeedNoExtension.Contains(sample.GetType()) && sample is not StartRecording))
            (await Client.RefusedAsync(sample with { AgentId = agent })).Code.ShouldBe(RejectionCode.NotSignedIn, sample.ToString());

        (await Live.Simulator.EffectsAsync($"User/{agent}", $"User/{agent}/Dialogs", "Dialog/7")).ShouldBeEmpty("nothing of this changes anything at Finesse");
        await Client.ServesAsync(agent);
    }

    private async Task<int> RequestsNamingAsync(string agent) =>
        (await Live.Simulator.RequestsAsync()).Count(request => request.Path.Contains("/User/" + agent, StringComparison.Ordinal));
}
