using System.Text;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Rest;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Rest;

/// <summary>Teams, queues and lists (facts 4.1, 4.2 and 4.4), and the nodes on which they are told.</summary>
public sealed class ResourceTests : IAsyncLifetime
{
    private SimulatedFinesse _finesse = null!;

    public async Task InitializeAsync() => _finesse = await SimulatedFinesse.StartAsync(
        new SimulatorOptions
        {
            AgentCount = 20,
            NotifyBeforeResponse = true,
            PresenceGrace = null,
            ReasonCodes = [new(16, "NOT_READY", 10, "Team Meeting"), new(17, "LOGOUT", 11, "End of shift")],
        },
        default);

    public Task DisposeAsync() => _finesse.DisposeAsync().AsTask();

    [Theory]
    [InlineData("1010", "Team/5001", 200, "")]
    [InlineData("1010", "Team/5002", 401, "Invalid Authorization User Specified")]
    [InlineData("1010", "Team/7777", 404, "TeamId Not Found")]
    [InlineData("1001", "Team/5001", 401, "Authorization Failure")]
    [InlineData("1001", "Queue/6001", 200, "")]
    [InlineData("1001", "Queue/7777", 404, "Not Found")]
    [InlineData("1001", "User/1001/Queues", 200, "")]
    [InlineData("1001", "User/1002/Queues", 401, "Invalid Authorization User Specified")]
    [InlineData("1001", "User/4711/Queues", 404, "User Not Found")]
    [InlineData("1001", "User/1001/ReasonCodes", 400, "Bad Request")]
    [InlineData("1001", "User/1001/ReasonCodes?category=HOLD", 400, "Bad Request")]
    [InlineData("1001", "User/1001/ReasonCode/16", 200, "")]
    [InlineData("1001", "ReasonCode/17", 200, "")]
    [InlineData("1001", "ReasonCode/18", 404, "Not Found")]
    [InlineData("1001", "User/1001/WrapUpReason/201", 200, "")]
    [InlineData("1011", "WrapUpReason/203", 404, "Not Found")]
    [InlineData("1001", "PhoneBook/301", 200, "")]
    [InlineData("1011", "PhoneBook/302", 404, "Not Found")]
    public async Task A_resource_is_read_by_whom_it_is_for(string user, string path, int status, string errorType)
    {
        using var http = new FinesseHttp(_finesse.RestBase, user);
        var answer = await http.GetAsync("finesse/api/" + path);
        (answer.Code, status == 200 ? "" : answer.ErrorType).ShouldBe((status, errorType));
    }

    [Theory]
    [InlineData("Queue/6001")]
    [InlineData("User/1001/Queues")]
    public async Task Uccx_has_no_queues(string path)
    {
        await using var uccx = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { Deployment = SimulatedDeployment.Uccx }, default);
        using var http = new FinesseHttp(uccx.RestBase);
        (await http.GetAsync("finesse/api/" + path)).Code.ShouldBe(501);
    }

    [Fact]
    public async Task A_team_lists_its_members_with_state_and_reason()
    {
        using var agent = new FinesseHttp(_finesse.RestBase, "1003");
        await agent.SignInAsync("1003", "2003");
        await agent.PutUserAsync("1003", "<state>NOT_READY</state><reasonCodeId>16</reasonCodeId>");
        using var http = new FinesseHttp(_finesse.RestBase, "1010");
        var team = (await http.GetAsync("finesse/api/Team/5001")).Xml;
        (team.Name.LocalName, team.Element("name")!.Value).ShouldBe(("Team", "Team 1"));
        var members = team.Element("users")!.Elements("User").ToList();
        members.Select(member => member.Element("loginId")!.Value).ShouldBe(
            Enumerable.Range(1001, 10).Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        members[0].Element("state")!.Value.ShouldBe("LOGOUT");
        members[0].Element("reasonCode").ShouldBeNull();
        members[2].Element("extension")!.Value.ShouldBe("2003");
        members[2].Element("reasonCode")!.Element("label")!.Value.ShouldBe("Team Meeting");
    }

    [Fact]
    public async Task Lists_are_as_documented()
    {
        using var http = new FinesseHttp(_finesse.RestBase);
        var codes = (await http.GetAsync("finesse/api/User/agent1001/ReasonCodes?category=LOGOUT")).Xml;
        codes.ToString(System.Xml.Linq.SaveOptions.DisableFormatting).ShouldBe(
            "<ReasonCodes category=\"LOGOUT\"><ReasonCode><uri>/finesse/api/ReasonCode/17</uri><category>LOGOUT</category><code>11</code>"
            + "<label>End of shift</label><forAll>true</forAll><systemCode>false</systemCode></ReasonCode></ReasonCodes>");
        var reasons = (await http.GetAsync("finesse/api/User/1001/WrapUpReasons")).Xml;
        reasons.Elements("WrapUpReason").Select(x => $"{x.Element("label")!.Value} {x.Element("forAll")!.Value}").ShouldBe(
            ["Sale true", "Complaint true", "Return of goods false"]);
        var books = (await http.GetAsync("finesse/api/User/1001/PhoneBooks")).Xml;
        books.Elements("PhoneBook").Select(x => $"{x.Element("type")!.Value} {x.Element("contacts")!.Value}").ShouldBe(
            ["GLOBAL /finesse/api/PhoneBook/301/Contacts", "TEAM /finesse/api/PhoneBook/302/Contacts"]);
        var contacts = (await http.GetAsync("finesse/api/PhoneBook/301/Contacts")).Xml;
        contacts.Elements("Contact").Select(x => x.Element("phoneNumber")!.Value).ShouldBe(["5551001", "5551002"]);
    }

    [Theory]
    [InlineData("", 6000, 200, 6000)]
    [InlineData("", 6001, 416, 0)]
    [InlineData("objects=1-6000", 6001, 206, 6000)]
    [InlineData("objects=1-6001", 6001, 416, 0)]
    [InlineData("objects=0-10", 10, 416, 0)]
    [InlineData("objects=5-4", 10, 416, 0)]
    [InlineData("bytes=1-10", 10, 416, 0)]
    [InlineData("objects=3-5", 10, 206, 3)]
    public void A_phone_book_gives_six_thousand_contacts_at_once_and_no_more(string range, int size, int status, int given)
    {
        var profiles = SimulatedStaff.Create(1);
        var rules = new CentreRules
        {
            Extensions = [],
            PhoneBooks = [new PhoneBook(1, "All", null, [.. Enumerable.Range(1, size).Select(i => new Contact(i, "A", "B", "5", ""))])],
        };
        var state = CentreState.Start(profiles);
        var reply = ReadOnlyResources.Read(["PhoneBook", "1", "Contacts"], _ => null, range, state.Agents["1001"], state, rules)!;
        reply.Status.ShouldBe(status);
        var xml = System.Xml.Linq.XElement.Parse(reply.Body!);
        xml.Descendants("Contact").Count().ShouldBe(given);
        if (status == 416) xml.Descendants("ErrorType").Single().Value.ShouldBe("Range Not Satisfiable");
    }

    [Theory]
    [InlineData("objects=1-6000", 200, "2 1")]
    [InlineData("objects=1-2", 206, "2 0")]
    [InlineData("objects=2-3", 206, "1 1")]
    [InlineData("objects=1-6001", 416, "")]
    public async Task With_a_range_the_books_of_a_user_carry_their_contacts_the_global_ones_first(string range, int status, string given)
    {
        using var http = new HttpClient { BaseAddress = _finesse.RestBase };
        using var request = new HttpRequestMessage(HttpMethod.Get, "finesse/api/User/1001/PhoneBooks");
        request.Headers.TryAddWithoutValidation("Range", range);
        request.Headers.TryAddWithoutValidation(
            "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("1001:pw1001")));
        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
        var books = System.Xml.Linq.XElement.Parse(await answer.Content.ReadAsStringAsync()).Elements("PhoneBook");
        string.Join(' ', books.Select(book => book.Element("Contacts")!.Elements("Contact").Count())).ShouldBe(given);
    }

    [Fact]
    public async Task Who_watches_a_team_hears_of_its_members_and_nobody_else_does()
    {
        await using var supervisor = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1010", "gc");
        await using var other = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1020", "gc");
        await SubscribeAsync(supervisor, "/finesse/api/Team/5001/Users");
        using var agent = new FinesseHttp(_finesse.RestBase, "1003");
        await agent.SignInAsync("1003", "2003");
        var update = await supervisor.NextUpdateAsync();
        (update.Gist, update.Node, update.Source).ShouldBe(
            ("user PUT NOT_READY", "/finesse/api/Team/5001/Users", "/finesse/api/User/1003"));
        update.Message.Attribute("to")!.Value.ShouldBe("1010@localhost/gc");
        (await other.DrainAsync()).ShouldAllBe(stanza => stanza.Name.LocalName != "message");
    }

    [Fact]
    public async Task Who_watches_a_queue_hears_its_numbers()
    {
        await using var agent = await RawXmppClient.SignInAsync(_finesse.XmppPort, "1012", "gc");
        await SubscribeAsync(agent, "/finesse/api/Queue/6001");
        using var http = new HttpClient { BaseAddress = _finesse.RestBase };
        var waiting = new StringContent("""{"callsInQueue":3}""", Encoding.UTF8, "application/json");
        ((int)(await http.PostAsync("sim/queues/6001", waiting)).StatusCode).ShouldBe(204);
        var update = await agent.NextUpdateAsync();
        (update.Data.Name.LocalName, update.Event, update.Source).ShouldBe(("queue", "PUT", "/finesse/api/Queue/6001"));
        update.Data.Descendants("callsInQueue").Single().Value.ShouldBe("3");
        using var rest = new FinesseHttp(_finesse.RestBase, "1012");
        var read = (await rest.GetAsync("finesse/api/Queue/6001")).Xml;
        read.Element("statistics")!.Element("callsInQueue")!.Value.ShouldBe("3");
        read.Element("statistics")!.Element("startTimeOfLongestCallInQueue")!.Value.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("sim/outbound", """{"to":"2001","customer":"5559876"}""", 409)]
    [InlineData("sim/outbound", """{"to":"2001"}""", 400)]
    [InlineData("sim/outbound", """{"to":"2001","customer":"5559876","mode":"loud"}""", 400)]
    [InlineData("sim/outbound", "[", 400)]
    [InlineData("sim/queues/7777", """{"callsInQueue":3}""", 404)]
    [InlineData("sim/queues/6001", """{"callsInQueue":-1}""", 400)]
    public async Task The_control_api_says_what_is_wrong(string path, string body, int status)
    {
        using var http = new HttpClient { BaseAddress = _finesse.RestBase };
        using var answer = await http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"error\"");
    }

    [Fact]
    public async Task The_control_api_offers_a_customer()
    {
        using var agent = new FinesseHttp(_finesse.RestBase);
        await agent.SignInAsync("1001", "2001");
        await agent.PutUserAsync("1001", "<state>READY</state>");
        using var http = new HttpClient { BaseAddress = _finesse.RestBase };
        var offer = new StringContent(
            """{"to":"2001","customer":"5559876","mode":"directPreview","callVariables":{"BACampaign":"Spring"}}""",
            Encoding.UTF8, "application/json");
        ((int)(await http.PostAsync("sim/outbound", offer)).StatusCode).ShouldBe(201);
        var dialog = (await agent.GetAsync("finesse/api/User/1001/Dialogs")).Xml.Element("Dialog")!;
        dialog.Descendants("callType").Single().Value.ShouldBe("OUTBOUND_DIRECT_PREVIEW");
        dialog.Descendants("CallVariable").Single(x => x.Element("name")!.Value == "BACampaign").Element("value")!.Value
            .ShouldBe("Spring");
        _finesse.Agents[0].State.ShouldBe("RESERVED_OUTBOUND_PREVIEW");
    }

    private static async Task SubscribeAsync(RawXmppClient client, string node)
    {
        var answer = await client.RequestAsync(
            $"<iq type='set' id='s1' to='pubsub.localhost'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
            + $"<subscribe node='{node}' jid='{client.Jid}'/></pubsub></iq>",
            "s1");
        answer.Attribute("type")!.Value.ShouldBe("result");
    }
}
