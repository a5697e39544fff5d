using System.Xml.Linq;
using Connector.Contracts;
using Connector.Lab.ClientApps;
using Connector.Lab.Scenarios.Judging;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Scenarios;

/// <summary>The pure parts of the laboratory's client app.</summary>
public sealed class ClientAppPartsTests
{
    private const string Agent = "1001";

    [Fact]
    public void A_command_line_says_what_its_settings_say()
    {
        var settings = new ClientSettings
        {
            Name = "Clients-1",
            Brokers = ["127.0.0.1:1", "127.0.0.1:2"],
            Agents = [1001, 1002, 1003, 1007, 1010, 1011],
            LogFile = "log",
            User = "connector",
            PairsFrom = 1010,
            Rate = 12.5,
            Seed = 7,
            Returns = false,
            Anew = true,
        };

        var read = ClientSettings.Parse([.. settings.ToArguments().Skip(1)]);

        read.Agents.ShouldBe(settings.Agents);
        read.Brokers.ShouldBe(settings.Brokers);
        (read with { Agents = [], Brokers = [] }).ShouldBe(settings with { Agents = [], Brokers = [] }, "everything else");
        (read.CalleeOf(1010), read.CalleeOf(1011), read.CalleeOf(1001)).ShouldBe(("2011", null, null));
    }

    [Theory]
    [InlineData("--agents 1001-1002 --brokers a:1 --log f", "--name is missing")]
    [InlineData("--name n --agents 5-3 --brokers a:1 --log f", "5-3 is no range")]
    [InlineData("--name n --agents 1 --brokers a:1 --log f --rate 0", "--rate")]
    [InlineData("--name n --agents 1 --brokers a:1 --log f --what 1", "--what is not known")]
    public void A_wrong_command_line_is_answered_with_a_sentence(string line, string says) =>
        Should.Throw<FormatException>(() => ClientSettings.Parse(line.Split(' '))).Message.ShouldContain(says);

    [Fact]
    public void A_line_of_the_log_reads_back_and_half_a_line_is_none()
    {
        var line = new ClientLine(12.5, ClientLineKind.Event, Agent) { Id = "r", Sequence = 3, About = "call 5", Print = "ACTIVE [\"x\"]" };

        ClientLine.Read(line.ToText()).ShouldBe(line);
        ClientLine.Read(line.ToText()[..20]).ShouldBeNull();
    }

    [Fact]
    public void A_ringing_phone_is_answered_whatever_is_drawn() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Gen.Choose(0, 999).ToArbitrary(), draw => AgentScript.Next(Agent, "2002", OnCall(ParticipantActions.Answer), draw / 1000.0)
            is AnswerCall { DialogId: "5" }));

    [Fact]
    public void On_a_call_only_what_Finesse_allows_is_asked_for() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Gen.Choose(0, 999).ToArbitrary(), draw =>
            AgentScript.Next(Agent, "2002", OnCall(ParticipantActions.Hold, ParticipantActions.Drop), draw / 1000.0)
                is HoldCall or ReleaseCall or GetAgentState or GetDialogs));

    [Fact]
    public void Without_a_call_only_who_has_somebody_to_call_does()
    {
        var idle = AgentPicture.Of(new AgentState { State = AgentStates.Ready, Extension = "2001" }, []);

        AgentScript.Next(Agent, "2002", idle, 0.1).ShouldBe(new MakeCall { AgentId = Agent, To = "2002" });
        AgentScript.Next(Agent, null, idle, 0.1).ShouldBe(new MakeNotReady { AgentId = Agent });
    }

    [Fact]
    public void A_picture_follows_the_events()
    {
        var picture = AgentPicture.Empty
            .After(new AgentStateChanged { State = "TALKING", Extension = "2001" })
            .After(new DialogChanged { Change = DialogChange.Added, Dialog = new Dialog { DialogId = "5", State = "ALERTING" } })
            .After(new DialogChanged { Change = DialogChange.Updated, Dialog = new Dialog { DialogId = "5", State = "ACTIVE" } })
            .After(new DialogChanged { Change = DialogChange.Added, Dialog = new Dialog { DialogId = "6" } })
            .After(new DialogChanged { Change = DialogChange.Removed, Dialog = new Dialog { DialogId = "6" } });

        picture.State.State.ShouldBe("TALKING");
        picture.Dialogs.Values.ShouldHaveSingleItem().State.ShouldBe("ACTIVE");
    }

    [Fact]
    public void Finesses_notification_and_the_event_of_it_have_the_same_print()
    {
        const string update =
            """
            <Update><data><user><extension>2001</extension><pendingState>READY</pendingState><reasonCodeId>5</reasonCodeId>
            <state>NOT_READY</state><stateChangeTime>2026-01-13T11:07:11.466Z</stateChangeTime></user></data>
            <event>PUT</event><requestId>r1</requestId><source>/finesse/api/User/1001</source></Update>
            """;
        var told = UpdateReader.Read(XElement.Parse(update)).ShouldHaveSingleItem();

        told.RequestId.ShouldBe("r1");
        told.Print.ShouldBe(Fingerprint.Of(new AgentStateChanged
        {
            State = "NOT_READY",
            PendingState = "READY",
            ReasonCode = 5,
            Extension = "2001",
            StateChangeTime = new DateTimeOffset(2026, 1, 13, 11, 7, 11, 466, TimeSpan.Zero),
        }));
    }

    private static AgentPicture OnCall(params string[] actions) => AgentPicture.Of(
        new AgentState { State = "TALKING", Extension = "2001" },
        [new Dialog { DialogId = "5", Participants = [new Participant { Address = "2001", Actions = actions }] }]);
}
