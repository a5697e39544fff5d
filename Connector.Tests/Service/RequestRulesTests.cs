using Connector.Contracts;
using Connector.Service.Requests;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class RequestRulesTests
{
    public static TheoryData<AgentRequest, string?> Cases => new()
    {
        { new MakeReady { AgentId = "1001" }, null },
        { new MakeReady(), "AgentId is missing." },
        { new MakeReady { AgentId = null! }, "AgentId is missing." },
        { new MakeReady { AgentId = "1001@x" }, "AgentId holds a blank" },
        { new MakeReady { AgentId = "../1001" }, "AgentId holds a blank" },
        { new MakeReady { AgentId = "10 01" }, "AgentId holds a blank" },
        { new MakeReady { AgentId = new string('1', 65) }, "AgentId is longer than 64 characters." },
        { new MakeReady { AgentId = "1001", ClientId = "a\nb" }, "ClientId holds a control character." },
        { new MakeReady { AgentId = "1001", ClientId = "crm 😀" }, null },
        { new MakeReady { AgentId = "1001", ClientId = "\ud800" }, "ClientId holds a control character." },
        { new GetTeam { AgentId = "1001" }, "TeamId is missing." },
        { new WatchTeam { AgentId = "1001", TeamId = "a/b" }, "TeamId holds a character" },
        { new UnwatchTeam { AgentId = "1001", TeamId = ".." }, "TeamId is '..'" },
        { new WatchTeam { AgentId = "1001", TeamId = "500" }, null },
        { new WatchQueue { AgentId = "1001" }, "QueueId is missing." },
        { new UnwatchQueue { AgentId = "1001", QueueId = "10" }, null },
        { new ReplayEvents { AgentId = "1001", FromSequence = -1 }, "FromSequence is negative" },
        { new ReplayEvents { AgentId = "1001" }, null },
        { new ConnectAgent { AgentId = "1001", Password = "p" }, null },
        { new ConnectAgent { AgentId = "1001", AccessToken = "t" }, null },
        { new ConnectAgent { AgentId = "1001" }, "Password is missing;" },
        { new ConnectAgent { AgentId = "1001", Password = "" }, "Password is missing;" },
        { new ConnectAgent { AgentId = "1001", Password = "p", AccessToken = "t" }, "Password and AccessToken are both given" },
        { new ConnectAgent { AgentId = "1001", AccessToken = "a b" }, "AccessToken holds a character" },
        { new ConnectAgent { AgentId = "1001", Password = "p", EventAddress = "queue:crm-events" }, null },
        { new ConnectAgent { AgentId = "1001", Password = "p", EventAddress = "crm.events" }, null },
        { new ConnectAgent { AgentId = "1001", Password = "p", EventAddress = "topic:x" }, "EventAddress is not a queue" },
        { new ConnectAgent { AgentId = "1001", Password = "p", EventAddress = "queue:x?durable=false" }, "EventAddress is not a queue" },
        { new SignIn { AgentId = "1001", Extension = "2001", Password = "p" }, null },
        { new SignIn { AgentId = "1001", Extension = "2001" }, null },
        { new SignIn { AgentId = "1001", Password = "p" }, "Extension is missing." },
        { new SignIn { AgentId = "1001", Extension = "20/01" }, "Extension holds a character other than" },
        { new SignIn { AgentId = "1001", Extension = "2001", MobileMode = MobileMode.CallByCall }, "MobileMode and DialNumber belong together" },
        { new SignIn { AgentId = "1001", Extension = "2001", DialNumber = "555" }, "MobileMode and DialNumber belong together" },
        { new SignIn { AgentId = "1001", Extension = "2001", DialNumber = "555", MobileMode = (MobileMode)9 }, "MobileMode is not one of CallByCall, NailedConnection." },
        { new SignIn { AgentId = "1001", Extension = "2001", DialNumber = "555", MobileMode = MobileMode.NailedConnection }, null },
        { new SignOut { AgentId = "1001", ReasonCode = -1 }, "ReasonCode is negative" },
        { new MakeNotReady { AgentId = "1001", ReasonCode = 16 }, null },
        { new GetDialogs { AgentId = "1001" }, null },
        { new GetDialogs { AgentId = "1001", DialogId = "" }, "DialogId is missing." },
        { new AnswerCall { AgentId = "1001" }, "DialogId is missing." },
        { new HoldCall { AgentId = "1001", DialogId = ".." }, "DialogId is '..', which is no id." },
        { new RetrieveCall { AgentId = "1001", DialogId = "1/2" }, "DialogId holds a character other than" },
        { new ReleaseCall { AgentId = "1001", DialogId = "16777217" }, null },
        { new MakeCall { AgentId = "1001" }, "To is missing." },
        { new MakeCall { AgentId = "1001", To = "+49 (89) 5551234" }, null },
        { Call("callVariable1", new string('x', 40)), null },
        { Call("callVariable1", new string('ü', 21)), "CallVariables: callVariable1 has 42 bytes; 40 are allowed." },
        { Call("user.long", new string('x', 2001)), "CallVariables: the user.* variables have 2001 bytes together" },
        { Call("callVariable1", "a\0"), "CallVariables has no value, or one with a control character, for callVariable1." },
        { Call("", "x"), "A name in CallVariables is missing." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Broken_rule_is_a_sentence_that_names_the_field(AgentRequest request, string? expected)
    {
        var problem = RequestRules.Problem(request);

        if (expected is null)
            problem.ShouldBeNull();
        else
            problem.ShouldNotBeNull().ShouldStartWith(expected);
    }

    [Fact]
    public void Problem_never_shows_a_secret() =>
        RequestRules.Problem(new ConnectAgent { AgentId = "1001", AccessToken = "hidden token" }).ShouldNotBeNull().ShouldNotContain("hidden");

    [Fact]
    public void Every_request_of_the_contracts_is_known_and_the_first_versions_are_supported()
    {
        RequestTypes.All.Count.ShouldBe(42);
        RequestTypes.All.Values.Where(RequestRules.IsSupported).Select(type => type.Name).ShouldBe(
            ["AnswerCall", "ConnectAgent", "DisconnectAgent", "GetAgentState", "GetDialogs", "HoldCall", "MakeCall", "MakeNotReady",
             "MakeReady", "ReleaseCall", "RetrieveCall", "SignIn", "SignOut",
             "GetQueues", "GetTeam", "ReplayEvents", "UnwatchQueue", "UnwatchTeam", "WatchQueue", "WatchTeam"],
            ignoreOrder: true);
    }

    private static MakeCall Call(string name, string value) =>
        new() { AgentId = "1001", To = "2002", CallVariables = new Dictionary<string, string> { [name] = value } };
}
