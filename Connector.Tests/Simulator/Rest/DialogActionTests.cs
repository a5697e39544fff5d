using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Rest;

/// <summary>Every request on a dialog over real HTTP: that it works, and the refusals documented for it (facts 1.6 and 3.1), for
/// each flavour where they differ.</summary>
public sealed class DialogActionTests
{
    [Theory]
    [InlineData("", "<requestedAction>CONSULT_CALL</requestedAction><toAddress>2002</toAddress>", "CONSULT")]
    [InlineData("", "<toAddress>2002</toAddress><requestedAction>TRANSFER_SST</requestedAction>", "TRANSFER")]
    [InlineData("consulted", "<requestedAction>TRANSFER</requestedAction>", "TRANSFER")]
    [InlineData("consulted", "<requestedAction>CONFERENCE</requestedAction>", "CONFERENCE")]
    public async Task A_request_leads_to_a_dialog_of_its_type_at_the_other_agent(string before, string content, string callType)
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Ucce);
        var dialog = await centre.TalkAsync();
        if (before.Length > 0) await centre.ConsultAsync(dialog);
        (await centre.DoAsync("1001", dialog, "2001", content)).Code.ShouldBe(202);
        var seen = (await centre.Of("1002").GetAsync("finesse/api/User/1002/Dialogs")).Xml.Elements("Dialog").Single();
        seen.Descendants("callType").Single().Value.ShouldBe(callType);
        if (callType is not "CONSULT") return;
        seen.Element("associatedDialogUri")!.Value.ShouldBe($"/finesse/api/Dialog/{dialog}");
    }

    [Theory]
    [InlineData("UCCE", "SEND_DTMF", "<actionParams><ActionParam><name>dtmfString</name><value>77#AD</value></ActionParam></actionParams>", 202, "")]
    [InlineData("UCCE", "SEND_DTMF", "<actionParams><ActionParam><value>7</value><name>dtmfString</name></ActionParam></actionParams>", 202, "")]
    [InlineData("UCCX", "SEND_DTMF", "<actionParams><ActionParam><name>dtmfString</name><value>7A</value></ActionParam></actionParams>", 400, "Invalid Input")]
    [InlineData("UCCE", "SEND_DTMF", "<actionParams><ActionParam><name>dtmfString</name><value>7x</value></ActionParam></actionParams>", 400, "Invalid Input")]
    [InlineData("UCCE", "SEND_DTMF", "", 400, "Parameter Missing")]
    [InlineData("UCCE", "CONSULT_CALL", "", 400, "Parameter Missing")]
    [InlineData("UCCE", "CONSULT_CALL", "<toAddress>2001</toAddress>", 400, "Invalid Destination")]
    [InlineData("UCCE", "TRANSFER_SST", "", 400, "Parameter Missing")]
    [InlineData("UCCE", "TRANSFER_SST", "<toAddress>2001</toAddress>", 400, "Invalid Destination")]
    [InlineData("UCCE", "START_RECORDING", "", 501, "Not Implemented")]
    [InlineData("UCCX", "START_RECORDING", "", 202, "")]
    [InlineData("UCCX", "PARTICIPANT_DROP", "", 501, "Not Implemented")]
    [InlineData("UCCX", "ACCEPT", "", 501, "Not Implemented")]
    [InlineData("UCCE", "ACCEPT", "", 202, "")]
    [InlineData("UCCE", "RECLASSIFY", "", 400, "Parameter Missing")]
    [InlineData("UCCE", "RECLASSIFY", "<actionParams><ActionParam><name>outboundClassification</name><value>LOST</value></ActionParam></actionParams>", 400, "Invalid Input")]
    [InlineData("UCCE", "RECLASSIFY", "<actionParams><ActionParam><name>outboundClassification</name><value>FAX</value></ActionParam></actionParams>", 202, "")]
    [InlineData("UCCE", "UPDATE_SCHEDULED_CALLBACK", "", 400, "Parameter Missing")]
    [InlineData("UCCE", "UPDATE_SCHEDULED_CALLBACK", "<actionParams><ActionParam><name>callbackTime</name><value>tomorrow</value></ActionParam></actionParams>", 400, "Invalid Input")]
    [InlineData("UCCE", "UPDATE_SCHEDULED_CALLBACK", "<actionParams><ActionParam><name>callbackTime</name><value>2026-03-07T14:30</value></ActionParam></actionParams>", 202, "")]
    [InlineData("UCCE", "CANCEL_SCHEDULED_CALLBACK", "", 202, "")]
    [InlineData("UCCE", "UPDATE_CALL_DATA", "<mediaProperties><wrapUpItems><wrapUpItem>Sale</wrapUpItem></wrapUpItems></mediaProperties>", 400, "Invalid Input")]
    [InlineData("UCCX", "UPDATE_CALL_DATA", "<mediaProperties><wrapUpItems><wrapUpItem>Sale</wrapUpItem></wrapUpItems></mediaProperties>", 202, "")]
    [InlineData("UCCE", "UPDATE_CALL_DATA", "<mediaProperties><callvariables><CallVariable><name>BAStatus</name><value>x</value></CallVariable></callvariables></mediaProperties>", 400, "Invalid Input")]
    [InlineData("UCCE", "PARTICIPANT_DROP", "", 400, "Invalid Destination")]
    public async Task An_action_on_a_call_that_stands_is_answered_so(
        string flavour, string action, string rest, int status, string errorType)
    {
        await using var centre = await Centre.StartAsync(flavour is "UCCX" ? SimulatedDeployment.Uccx : SimulatedDeployment.Ucce);
        var dialog = await centre.TalkAsync();
        var answer = await centre.DoAsync("1001", dialog, "2001", $"<requestedAction>{action}</requestedAction>{rest}");
        (answer.Code, answer.Body.Length == 0 ? "" : answer.ErrorType).ShouldBe((status, errorType));
    }

    [Theory]
    [InlineData("UCCE", "SEND_DTMF", "<actionParams><ActionParam><name>dtmfString</name><value>1</value></ActionParam></actionParams>")]
    [InlineData("UCCX", "START_RECORDING", "")]
    public async Task On_a_held_call_it_is_an_invalid_state(string flavour, string action, string rest)
    {
        await using var centre = await Centre.StartAsync(flavour is "UCCX" ? SimulatedDeployment.Uccx : SimulatedDeployment.Ucce);
        var dialog = await centre.TalkAsync();
        await centre.DoAsync("1001", dialog, "2001", "<requestedAction>HOLD</requestedAction>");
        var answer = await centre.DoAsync("1001", dialog, "2001", $"<requestedAction>{action}</requestedAction>{rest}");
        (answer.Code, answer.ErrorType).ShouldBe((401, "Invalid State"));
    }

    [Theory]
    [InlineData("TRANSFER")]
    [InlineData("CONFERENCE")]
    public async Task Completing_before_the_consultation_is_answered_is_refused_as_recorded(string action)
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Ucce);
        var dialog = await centre.TalkAsync();
        await centre.DoAsync("1001", dialog, "2001", "<requestedAction>CONSULT_CALL</requestedAction><toAddress>2002</toAddress>");
        var answer = await centre.DoAsync("1001", dialog, "2001", $"<requestedAction>{action}</requestedAction>");
        (answer.Code, answer.ErrorType, answer.ErrorMessage, answer.ErrorData).ShouldBe(
            (400, "Invalid State", $"No Active call available on agent for {action}", ""));
    }

    [Fact]
    public async Task A_transfer_is_deleted_deleted_and_posted_on_the_wire()
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Ucce);
        await using var first = await RawXmppClient.SignInAsync(centre.Finesse.XmppPort, "1001", "gc");
        await using var second = await RawXmppClient.SignInAsync(centre.Finesse.XmppPort, "1002", "gc");
        var dialog = await centre.TalkAsync();
        await centre.ConsultAsync(dialog);
        var consultation = centre.Finesse.Agents[1].DialogIds.Single();
        var dialing = new List<string>();
        Update update;
        do
        {
            update = await first.NextUpdateAsync();
            if (update.Data.DescendantsAndSelf("callType").SingleOrDefault()?.Value != "CONSULT") continue;
            update.Data.Descendants("associatedDialogUri").Single().Value.ShouldBe($"/finesse/api/Dialog/{dialog}");
            dialing.Add($"{update.Gist} to '{update.Data.Descendants("toAddress").Single().Value}'");
        }
        while (dialing.Count < 4);
        dialing.ShouldBe(
        [
            "dialogs POST INITIATING to ''", "dialog PUT INITIATED to '2002'", "dialog PUT ALERTING to '2002'", "dialog PUT ACTIVE to '2002'",
        ]);
        (await second.NextGistsAsync(3)).ShouldBe(["dialogs POST ALERTING", "dialog PUT ACTIVE", "user PUT TALKING"]);

        await centre.DoAsync("1001", dialog, "2001", "<requestedAction>TRANSFER</requestedAction>");
        (await first.NextGistsAsync(3)).ShouldBe(["dialogs DELETE ACTIVE", "dialogs DELETE DROPPED", "user PUT READY"]);
        (await second.NextUpdateAsync()).Gist.ShouldBe("dialogs DELETE DROPPED");
        var posted = await second.NextUpdateAsync();
        (posted.Gist, posted.Source).ShouldBe(("dialogs POST ACTIVE", "/finesse/api/User/1002/Dialogs"));
        var survivor = posted.Data.Element("Dialog")!;
        (survivor.Element("id")!.Value, survivor.Element("secondaryId")!.Value, survivor.Descendants("callType").Single().Value)
            .ShouldBe((dialog, consultation, "TRANSFER"));
        survivor.Descendants("mediaAddress").Select(x => x.Value).ShouldBe(["5551234", "2002"]);
        (await second.DrainAsync()).ShouldAllBe(stanza => stanza.Name.LocalName != "message");
    }

    [Fact]
    public async Task A_refusal_that_looks_like_markup_arrives_as_the_text_it_is()
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Ucce);
        await using var xmpp = await RawXmppClient.SignInAsync(centre.Finesse.XmppPort, "1002", "gc");
        var dialog = await centre.TalkAsync();
        await centre.ConsultAsync(dialog);
        await centre.DoAsync("1001", dialog, "2001", "<requestedAction>CONFERENCE</requestedAction>");
        await centre.DoAsync("1002", dialog, "2002", "<requestedAction>CONSULT_CALL</requestedAction><toAddress>5559876</toAddress>");
        (await centre.Of("1002").GetAsync("finesse/api/User/1002/Dialogs")).Xml.Elements("Dialog").Last()
            .Element("state")!.Value.ShouldBe("ACTIVE");
        (await centre.DoAsync("1002", dialog, "2002", "<requestedAction>CONFERENCE</requestedAction>")).Code.ShouldBe(202);
        Update update;
        do update = await xmpp.NextUpdateAsync();
        while (update.Data.Name.LocalName != "apiErrors");
        update.Data.Descendants("errorMessage").Single().Value.ShouldStartWith("<ConferenceCallCommand>: Conference failed");
        (update.Source, update.Node).ShouldBe(($"/finesse/api/Dialog/{dialog}", "/finesse/api/User/1002/Dialogs"));
    }

    [Theory]
    [InlineData("1010", "2010", "2001", 202, "")]
    [InlineData("1010", "2010", "2010", 400, "Invalid Destination")]
    [InlineData("1010", "2010", "2009", 400, "Invalid Input")]
    [InlineData("1010", "2010", "2011", 401, "Invalid Supervisor")]
    [InlineData("1002", "2002", "2001", 401, "Authorization Failure")]
    public async Task Listening_is_for_the_supervisor_of_the_team(string user, string from, string to, int status, string errorType)
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Ucce, 20);
        await centre.TalkAsync();
        await centre.Of("1011").SignInAsync("1011", "2011");
        var answer = await centre.NewAsync(user, "SILENT_MONITOR", from, to);
        (answer.Code, answer.Body.Length == 0 ? "" : answer.ErrorType).ShouldBe((status, errorType));
    }

    [Fact]
    public async Task Barging_in_needs_the_dialog_of_listening_and_a_call_that_is_not_held()
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Ucce);
        var dialog = await centre.TalkAsync();
        await centre.NewAsync("1010", "SILENT_MONITOR", "2010", "2001");
        var monitor = centre.Finesse.Agents[9].DialogIds.Single();
        await BargeAsync("", 400, "Parameter Missing");
        await BargeAsync($"<associatedDialogUri>/finesse/api/Dialog/{dialog}</associatedDialogUri>", 400, "Invalid Input");
        await centre.DoAsync("1001", dialog, "2001", "<requestedAction>HOLD</requestedAction>");
        var uri = $"<associatedDialogUri>/finesse/api/Dialog/{monitor}</associatedDialogUri>";
        await BargeAsync(uri, 400, "Invalid Destination");
        await centre.DoAsync("1001", dialog, "2001", "<requestedAction>RETRIEVE</requestedAction>");
        await BargeAsync(uri, 202, "");
        centre.Finesse.Agents[9].DialogIds.ShouldBe([dialog]);

        // And what only a supervisor on the call may do.
        (await centre.DoAsync("1001", dialog, "2010", "<requestedAction>PARTICIPANT_DROP</requestedAction>"))
            .ErrorType.ShouldBe("Authorization Failure");
        (await centre.DoAsync("1010", dialog, "5551234", "<requestedAction>PARTICIPANT_DROP</requestedAction>"))
            .ErrorType.ShouldBe("Invalid Destination");
        (await centre.DoAsync("1010", dialog, "2001", "<requestedAction>PARTICIPANT_DROP</requestedAction>")).Code.ShouldBe(202);
        centre.Finesse.Agents[0].DialogIds.ShouldBeEmpty();

        async Task BargeAsync(string extra, int status, string errorType)
        {
            var answer = await centre.NewAsync("1010", "BARGE_CALL", "2010", "2001", extra);
            (answer.Code, answer.Body.Length == 0 ? "" : answer.ErrorType).ShouldBe((status, errorType));
        }
    }

    [Theory]
    [InlineData(2, "20700")]
    [InlineData(8, "20999")]
    public async Task Barging_into_what_cannot_grow_is_refused_with_the_number_of_the_router(int parties, string errorType)
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Ucce, maxParties: parties);
        var dialog = await centre.TalkAsync();
        await centre.NewAsync("1010", "SILENT_MONITOR", "2010", "2001");
        var monitor = centre.Finesse.Agents[9].DialogIds.Single();
        if (errorType is "20999")
        {
            await centre.ConsultAsync(dialog);
            await centre.DoAsync("1001", dialog, "2001", "<requestedAction>RETRIEVE</requestedAction>");
        }

        var answer = await centre.NewAsync(
            "1010", "BARGE_CALL", "2010", "2001", $"<associatedDialogUri>/finesse/api/Dialog/{monitor}</associatedDialogUri>");
        (answer.Code, answer.ErrorType).ShouldBe((400, errorType));
    }

    [Fact]
    public async Task A_new_call_carries_no_data_on_uccx()
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Uccx);
        (await centre.NewAsync("1001", "MAKE_CALL", "2001", "2002", "<mediaProperties/>")).ErrorType.ShouldBe("Invalid Input");
        (await centre.NewAsync("1001", "MAKE_CALL", "2001", "2002")).Code.ShouldBe(202);
    }

    [Fact]
    public async Task A_preview_is_accepted_and_its_callback_shown()
    {
        await using var centre = await Centre.StartAsync(SimulatedDeployment.Ucce);
        await centre.Of("1001").PutUserAsync("1001", "<state>READY</state>");
        var preview = (await centre.Finesse.OfferCustomerAsync("2001", "5559876", OutboundMode.Preview))!;
        (await centre.DoAsync("1001", preview, "2001", "<requestedAction>ACCEPT</requestedAction>")).Code.ShouldBe(202);
        await Eventually.HoldsAsync("the customer", () => centre.Finesse.Agents[0].State == "TALKING");
        var call = centre.Finesse.Agents[0].DialogIds.Single();
        await centre.DoAsync("1001", call, "2001", "<requestedAction>UPDATE_SCHEDULED_CALLBACK</requestedAction><actionParams><ActionParam><name>callbackTime</name><value>2026-03-07T14:30</value></ActionParam><ActionParam><name>callbackNumber</name><value>5551212</value></ActionParam></actionParams>");
        var callback = (await centre.Of("1001").GetAsync($"finesse/api/Dialog/{call}")).Xml.Element("scheduledCallbackInfo")!;
        (callback.Element("callbackTime")!.Value, callback.Element("callbackNumber")!.Value).ShouldBe(("2026-03-07T14:30", "5551212"));
    }

    /// <summary>A centre whose requests are carried out before they are answered; 1001, 1002 and 1010 are signed in.</summary>
    private sealed class Centre : IAsyncDisposable
    {
        private readonly Dictionary<string, FinesseHttp> _users = new(StringComparer.Ordinal);

        private Centre(SimulatedFinesse finesse) => Finesse = finesse;

        public SimulatedFinesse Finesse { get; }

        public static async Task<Centre> StartAsync(SimulatedDeployment deployment, int agents = 10, int maxParties = 8)
        {
            var finesse = await SimulatedFinesse.StartAsync(
                new SimulatorOptions
                {
                    Deployment = deployment,
                    AgentCount = agents,
                    NotifyBeforeResponse = true,
                    PresenceGrace = null,
                    MaxConferenceParties = maxParties,
                },
                default);
            var centre = new Centre(finesse);
            foreach (var id in new[] { "1001", "1002", "1010" })
                (await centre.Of(id).SignInAsync(id, "2" + id[1..])).Code.ShouldBe(202);
            return centre;
        }

        public FinesseHttp Of(string user)
        {
            if (_users.TryGetValue(user, out var known)) return known;
            var http = new FinesseHttp(Finesse.RestBase, user);
            _users.Add(user, http);
            return http;
        }

        public async Task<string> TalkAsync()
        {
            await Of("1001").PutUserAsync("1001", "<state>READY</state>");
            var dialog = await Finesse.StartIncomingCallAsync("5551234", "2001");
            (await DoAsync("1001", dialog, "2001", "<requestedAction>ANSWER</requestedAction>")).Code.ShouldBe(202);
            return dialog;
        }

        public async Task ConsultAsync(string dialog)
        {
            await DoAsync("1001", dialog, "2001", "<requestedAction>CONSULT_CALL</requestedAction><toAddress>2002</toAddress>");
            var consultation = Finesse.Agents[1].DialogIds.Single();
            (await DoAsync("1002", consultation, "2002", "<requestedAction>ANSWER</requestedAction>")).Code.ShouldBe(202);
        }

        public Task<HttpAnswer> DoAsync(string user, string dialog, string address, string content) => Of(user).SendAsync(
            "PUT", $"finesse/api/Dialog/{dialog}", $"<Dialog>{content}<targetMediaAddress>{address}</targetMediaAddress></Dialog>");

        public Task<HttpAnswer> NewAsync(string user, string action, string from, string to, string extra = "") => Of(user).SendAsync(
            "POST", $"finesse/api/User/{user}/Dialogs",
            $"<Dialog>{extra}<fromAddress>{from}</fromAddress><toAddress>{to}</toAddress><requestedAction>{action}</requestedAction></Dialog>");

        public async ValueTask DisposeAsync()
        {
            foreach (var http in _users.Values) http.Dispose();
            await Finesse.DisposeAsync();
        }
    }
}
