using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Notifications;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator;

/// <summary>A working day over real HTTP and a real socket: REST accepts, XMPP tells.</summary>
public sealed class FlowTests
{
    [Fact]
    public async Task Sign_in_ready_call_answer_hold_retrieve_release_not_ready_sign_out()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        using var http = new FinesseHttp(finesse.RestBase);

        var accepted = await http.SendAsync(
            "PUT", "finesse/api/User/1001", "<User><state>LOGIN</state><extension>2001</extension></User>", "r1");
        (accepted.Code, accepted.Body).ShouldBe((202, ""));
        var signedIn = await xmpp.NextUpdateAsync();
        signedIn.Gist.ShouldBe("user PUT NOT_READY");
        (signedIn.RequestId, signedIn.Source, signedIn.Node).ShouldBe(("r1", "/finesse/api/User/1001", "/finesse/api/User/1001"));

        await http.PutUserAsync("1001", "<state>READY</state>", "r2");
        (await xmpp.NextUpdateAsync()).Gist.ShouldBe("user PUT READY");

        var dialogId = await StartCallAsync(finesse, """{"from":"5551234","to":"2001","callVariables":{"callVariable1":"a<b&c"}}""");
        (await xmpp.NextGistsAsync(1)).ShouldBe(["user PUT RESERVED"]);
        var posted = await xmpp.NextUpdateAsync();
        (posted.Gist, posted.Node, posted.Source).ShouldBe(
            ("dialogs POST ALERTING", "/finesse/api/User/1001/Dialogs", "/finesse/api/User/1001/Dialogs"));
        posted.Data.Descendants("CallVariable").First().Element("value")!.Value.ShouldBe("a<b&c");

        (await http.PutDialogAsync(dialogId, "2001", "ANSWER", "r3")).Code.ShouldBe(202);
        var answered = await xmpp.NextUpdateAsync();
        (answered.Gist, answered.RequestId, answered.Source).ShouldBe(
            ("dialog PUT ACTIVE", "r3", $"/finesse/api/Dialog/{dialogId}"));
        (await xmpp.NextUpdateAsync()).Gist.ShouldBe("user PUT TALKING");

        await http.PutDialogAsync(dialogId, "2001", "HOLD");
        (await xmpp.NextGistsAsync(2)).ShouldBe(["dialog PUT ACTIVE", "user PUT HOLD"]);
        await http.PutDialogAsync(dialogId, "2001", "RETRIEVE");
        (await xmpp.NextGistsAsync(2)).ShouldBe(["dialog PUT ACTIVE", "user PUT TALKING"]);
        await http.PutDialogAsync(dialogId, "2001", "DROP");
        (await xmpp.NextGistsAsync(5)).ShouldBe(
            ["dialog PUT ACTIVE", "dialog PUT DROPPED", "dialog PUT DROPPED", "dialogs DELETE DROPPED", "user PUT READY"]);
        (await http.GetAsync($"finesse/api/Dialog/{dialogId}")).Code.ShouldBe(404);

        await http.PutUserAsync("1001", "<state>NOT_READY</state>");
        await http.PutUserAsync("1001", "<state>LOGOUT</state>");
        (await xmpp.NextUpdateAsync()).Gist.ShouldBe("user PUT NOT_READY");
        var signedOut = await xmpp.NextUpdateAsync();
        signedOut.Gist.ShouldBe("user PUT LOGOUT");
        signedOut.Data.Element("extension")!.Value.ShouldBeEmpty();
        (await xmpp.DrainAsync()).ShouldBeEmpty();

        var requests = await ReadRequestsAsync(finesse);
        requests.Where(x => x.Method != "GET").Select(x => $"{x.Method} {x.Path} {x.Status} {x.RequestId}").ShouldBe(
        [
            "PUT /finesse/api/User/1001 202 r1", "PUT /finesse/api/User/1001 202 r2",
            $"PUT /finesse/api/Dialog/{dialogId} 202 r3", $"PUT /finesse/api/Dialog/{dialogId} 202 ",
            $"PUT /finesse/api/Dialog/{dialogId} 202 ", $"PUT /finesse/api/Dialog/{dialogId} 202 ",
            "PUT /finesse/api/User/1001 202 ", "PUT /finesse/api/User/1001 202 ",
        ]);
        requests[0].Body.ShouldBe("<User><state>LOGIN</state><extension>2001</extension></User>");
    }

    [Fact]
    public async Task Two_agents_call_each_other_and_both_hear_of_it()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        await using var caller = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        await using var callee = await RawXmppClient.SignInAsync(finesse.XmppPort, "1002", "gc");
        using var callerHttp = new FinesseHttp(finesse.RestBase);
        using var calleeHttp = new FinesseHttp(finesse.RestBase, "1002");
        await callerHttp.SignInAsync("1001", "2001");
        await calleeHttp.SignInAsync("1002", "2002");
        await caller.NextUpdateAsync();
        await callee.NextUpdateAsync();

        var made = await callerHttp.SendAsync(
            "POST", "finesse/api/User/1001/Dialogs",
            "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2001</fromAddress><toAddress>2002</toAddress></Dialog>", "m1");
        made.Code.ShouldBe(202);
        var first = await caller.NextUpdateAsync();
        (first.Gist, first.RequestId).ShouldBe(("dialogs POST INITIATING", "m1"));
        (await caller.NextGistsAsync(3)).ShouldBe(["user PUT TALKING", "dialog PUT INITIATED", "dialog PUT ALERTING"]);
        var rings = await callee.NextUpdateAsync();
        rings.Gist.ShouldBe("dialogs POST ALERTING");

        var dialogId = rings.Data.Descendants("id").Single().Value;
        (await calleeHttp.PutDialogAsync(dialogId, "2002", "ANSWER")).Code.ShouldBe(202);
        (await callee.NextGistsAsync(2)).ShouldBe(["dialog PUT ACTIVE", "user PUT TALKING"]);
        (await caller.NextGistsAsync(1)).ShouldBe(["dialog PUT ACTIVE"]);

        var listed = await calleeHttp.GetAsync("finesse/api/User/1002/Dialogs");
        listed.Xml.Elements("Dialog").Single().Element("id")!.Value.ShouldBe(dialogId);
        var actions = listed.Xml.Descendants("Participant").Single(x => x.Element("mediaAddress")!.Value == "2002")
            .Descendants("action");
        actions.Select(action => action.Value).ShouldBe(["HOLD", "DROP", "UPDATE_CALL_DATA", "CONSULT_CALL", "TRANSFER_SST", "SEND_DTMF"]);
    }

    [Fact]
    public async Task Call_data_reaches_everybody_on_the_call()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        using var http = new FinesseHttp(finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        await xmpp.NextUpdateAsync();
        var dialogId = await finesse.StartIncomingCallAsync("5551234", "2001");
        await http.PutDialogAsync(dialogId, "2001", "ANSWER");
        await xmpp.NextGistsAsync(3);

        await http.SendAsync(
            "PUT", $"finesse/api/Dialog/{dialogId}",
            "<Dialog><requestedAction>UPDATE_CALL_DATA</requestedAction><mediaProperties><wrapUpReason>Sale</wrapUpReason><callvariables>"
            + "<CallVariable><name>callVariable3</name><value>x</value></CallVariable><CallVariable><name>user.order</name><value>7</value></CallVariable>"
            + "</callvariables></mediaProperties></Dialog>");
        var data = (await xmpp.NextUpdateAsync()).Data.Element("mediaProperties")!;
        data.Element("wrapUpReason")!.Value.ShouldBe("Sale");
        var variables = data.Descendants("CallVariable").ToDictionary(
            x => x.Element("name")!.Value, x => x.Element("value")!.Value);
        (variables["callVariable3"], variables["user.order"], variables.Count).ShouldBe(("x", "7", 11));
    }

    [Fact]
    public async Task A_refusal_of_the_telephony_comes_by_xmpp_only()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        using var http = new FinesseHttp(finesse.RestBase);
        var answer = await http.SendAsync(
            "PUT", "finesse/api/User/1001", "<User><state>LOGIN</state><extension>9999</extension></User>", "r9");
        (answer.Code, answer.Body).ShouldBe((202, ""));
        var update = await xmpp.NextUpdateAsync();
        update.Document.Elements().Select(x => x.Name.LocalName).ShouldBe(["data", "requestId", "source", "event"]);
        (update.Node, update.Event, update.RequestId, update.Source).ShouldBe(
            ("/finesse/api/User/1001", "put", "r9", "/finesse/api/User/1001"));
        var error = update.Data.Element("apiError")!;
        update.Data.Name.LocalName.ShouldBe("apiErrors");
        error.Elements().Select(x => x.Name.LocalName).ShouldBe(
            ["peripheralErrorCode", "errorType", "errorMessage", "peripheralErrorText", "peripheralErrorMsg", "errorData"]);
        (error.Element("errorType")!.Value, error.Element("errorMessage")!.Value, error.Element("errorData")!.Value,
            error.Element("peripheralErrorCode")!.Value)
            .ShouldBe(("Invalid Device", "CF_INVALID_LOGON_DEVICE_SPECIFIED", "260", "10125"));
    }

    [Fact]
    public async Task An_extension_in_use_is_device_busy()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.XmppPort, "1002", "gc");
        using var first = new FinesseHttp(finesse.RestBase);
        using var second = new FinesseHttp(finesse.RestBase, "1002");
        await first.SignInAsync("1001", "2001");
        await Eventually.HoldsAsync("the first sign-in", () => finesse.Agents[0].Extension == "2001");
        (await second.SignInAsync("1002", "2001")).Code.ShouldBe(202);
        var error = (await xmpp.NextUpdateAsync()).Data.Element("apiError")!;
        error.Element("errorType")!.Value.ShouldBe("Device Busy");
        error.Element("peripheralErrorCode").ShouldBeNull();
    }

    [Fact]
    public async Task A_notification_has_the_recorded_envelope_and_rest_and_xmpp_differ_in_case_and_order()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { Domain = "fin-a.example.com" }, default);
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.XmppPort, "1010", "gc", domain: "fin-a.example.com");
        using var http = new FinesseHttp(finesse.RestBase, "1010");
        await http.SignInAsync("1010", "2010");
        var first = await xmpp.NextUpdateAsync();
        await http.SignInAsync("1010", "2010");
        var second = await xmpp.NextUpdateAsync();

        first.Message.Attribute("from")!.Value.ShouldBe("pubsub.fin-a.example.com");
        first.Message.Attribute("to")!.Value.ShouldBe("1010@fin-a.example.com");
        first.Message.Attribute("type")!.Value.ShouldBe("headline");
        first.Message.Descendants().Last().Name.ShouldBe(XName.Get("notification", "http://jabber.org/protocol/pubsub"));
        (first.ItemId[..36], first.ItemId[36..]).ShouldBe((second.ItemId[..36], "1"));
        int.Parse(second.ItemId[36..], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1);
        Guid.Parse(first.ItemId[..36]).ShouldNotBe(Guid.Empty);

        first.Data.Elements().Select(x => x.Name.LocalName).ShouldBe(
        [
            "dialogs", "extension", "firstName", "lastName", "loginId", "loginName", "mediaType", "pendingState", "reasonCodeId", "roles",
            "settings", "state", "stateChangeTime", "teamId", "teamName", "teams", "uri", "wrapUpTimer",
        ]);
        first.Data.Element("reasonCodeId")!.Value.ShouldBe("-1");
        var rest = (await http.GetAsync("finesse/api/User/agent1010")).Xml;
        rest.Name.LocalName.ShouldBe("User");
        rest.Elements().First().Name.LocalName.ShouldBe("uri");
        rest.Elements().Select(x => x.Name.LocalName).Order(StringComparer.Ordinal).ShouldBe(
            first.Data.Elements().Select(x => x.Name.LocalName));
        var info = (await http.GetAsync("finesse/api/SystemInfo")).Xml;
        (info.Element("xmppDomain")!.Value, info.Element("xmppPubSubDomain")!.Value,
            info.Element("primaryNode")!.Element("xmppPort")!.Value)
            .ShouldBe(("fin-a.example.com", "pubsub.fin-a.example.com", finesse.XmppPort.ToString(
                System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Going_out_of_service_and_back_is_told_to_everybody()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.XmppPort, "1001", "gc");
        using var http = new HttpClient { BaseAddress = finesse.RestBase };
        (await http.PostAsync("sim/status", new StringContent("""{"status":"OUT_OF_SERVICE"}"""))).IsSuccessStatusCode.ShouldBeTrue();
        var update = await xmpp.NextUpdateAsync();
        (update.Node, update.Data.Name.LocalName, update.Data.Element("status")!.Value).ShouldBe(
            ("/finesse/api/SystemInfo", "systemInfo", "OUT_OF_SERVICE"));
        finesse.SetInService(true);
        (await xmpp.NextUpdateAsync()).Data.Element("status")!.Value.ShouldBe("IN_SERVICE");
    }

    [Fact]
    public async Task Another_xmpp_server_can_take_the_notifications()
    {
        var sink = new CollectingSink();
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { NotificationSink = sink, XmppPort = 15222 }, default);
        using var http = new FinesseHttp(finesse.RestBase);
        (await http.GetAsync("finesse/api/SystemInfo")).Xml.Descendants("xmppPort").Single().Value.ShouldBe("15222");
        await http.SignInAsync("1001", "2001");
        await Eventually.HoldsAsync("three notifications", () => sink.Taken.Count == 3);
        sink.Taken.Where(each => each.IsForSubscribersOnly).Select(each => each.Node).ShouldBe(
            ["/finesse/api/Team/5001/Users", "/finesse/api/Queue/6001"]);
        var notification = sink.Taken.Single(each => !each.IsForSubscribersOnly);
        (notification.From, notification.To, notification.Node).ShouldBe(
            ("pubsub.localhost", "1001@localhost", "/finesse/api/User/1001"));
        RawXmppClient.Read(notification.ToMessage()).Gist.ShouldBe("user PUT NOT_READY");
    }

    internal static async Task<string> StartCallAsync(SimulatedFinesse finesse, string json)
    {
        using var http = new HttpClient { BaseAddress = finesse.RestBase };
        using var response = await http.PostAsync("sim/calls", new StringContent(json, Encoding.UTF8, "application/json"));
        ((int)response.StatusCode).ShouldBe(201);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("dialogId").GetString()!;
    }

    private static async Task<IReadOnlyList<(string Method, string Path, int Status, string RequestId, string Body)>>
        ReadRequestsAsync(SimulatedFinesse finesse)
    {
        using var http = new HttpClient { BaseAddress = finesse.RestBase };
        var json = await http.GetFromJsonAsync<JsonElement>("sim/requests");
        return
        [
            .. json.EnumerateArray().Select(x => (
                x.GetProperty("method").GetString()!, x.GetProperty("path").GetString()!, x.GetProperty("status").GetInt32(),
                x.GetProperty("requestId").GetString()!, x.GetProperty("body").GetString()!)),
        ];
    }

    private sealed class CollectingSink : INotificationSink
    {
        private readonly Lock _gate = new();
        private readonly List<FinesseNotification> _taken = [];

        public IReadOnlyList<FinesseNotification> Taken
        {
            get
            {
                lock (_gate) return [.. _taken];
            }
        }

        public ValueTask PublishAsync(FinesseNotification notification, CancellationToken cancellationToken)
        {
            lock (_gate) _taken.Add(notification);
            return ValueTask.CompletedTask;
        }
    }
}
