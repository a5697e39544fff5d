using Connector.Contracts;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Tests.Finesse.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

/// <summary>Each call of a session as the HTTP request that a server gets, and each answer as the session hears it.</summary>
public sealed class FinesseAdapterTests
{
    private const string Base = "/finesse/api/";
    private const string Target = "<targetMediaAddress>2001</targetMediaAddress>";
    private static readonly AgentCredentials Password = new("pw", null);
    private static readonly Dictionary<string, string> Variables = new() { ["callVariable1"] = "<x>" };

    public static TheoryData<FinesseCall, string, string> Changes => new()
    {
        {
            new SignInAgent("2001", "CALL_BY_CALL", "555", "CSF1"), "PUT User/1001",
            "<User><state>LOGIN</state><extension>2001</extension><activeDeviceId>CSF1</activeDeviceId>"
            + "<mobileAgent><mode>CALL_BY_CALL</mode><dialNumber>555</dialNumber></mobileAgent></User>"
        },
        { new ChangeAgentState("NOT_READY", 16), "PUT User/1001", "<User><state>NOT_READY</state><reasonCodeId>16</reasonCodeId></User>" },
        { new ForceState("1002", "LOGOUT"), "PUT User/1002", "<User><state>LOGOUT</state></User>" },
        {
            new PlaceCall("2001", "555", Variables), "POST User/1001/Dialogs",
            "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2001</fromAddress><toAddress>555</toAddress><mediaProperties>"
            + "<callvariables><CallVariable><name>callVariable1</name><value>&lt;x&gt;</value></CallVariable></callvariables></mediaProperties></Dialog>"
        },
        {
            new PlaceCall("2001", "555", null), "POST User/1001/Dialogs",
            "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2001</fromAddress><toAddress>555</toAddress></Dialog>"
        },
        {
            new MonitorAgent("2001", "2002"), "POST User/1001/Dialogs",
            "<Dialog><requestedAction>SILENT_MONITOR</requestedAction><fromAddress>2001</fromAddress><toAddress>2002</toAddress></Dialog>"
        },
        {
            new BargeIntoCall("2001", "2002", "8"), "POST User/1001/Dialogs",
            "<Dialog><requestedAction>BARGE_CALL</requestedAction><fromAddress>2001</fromAddress><toAddress>2002</toAddress>"
            + "<associatedDialogUri>/finesse/api/Dialog/8</associatedDialogUri></Dialog>"
        },
        { Act("TRANSFER"), "PUT Dialog/7", $"<Dialog>{Target}<requestedAction>TRANSFER</requestedAction></Dialog>" },
        {
            Act("CONSULT_CALL") with { ToAddress = "2002" }, "PUT Dialog/7",
            $"<Dialog>{Target}<requestedAction>CONSULT_CALL</requestedAction><toAddress>2002</toAddress></Dialog>"
        },
        {
            Act("UPDATE_SCHEDULED_CALLBACK") with { Parameters = [new("callbackTime", "2026-11-25T14:30"), new("callbackNumber", "555")] },
            "PUT Dialog/7",
            $"<Dialog>{Target}<requestedAction>UPDATE_SCHEDULED_CALLBACK</requestedAction><actionParams><ActionParam><name>callbackTime</name>"
            + "<value>2026-11-25T14:30</value></ActionParam><ActionParam><name>callbackNumber</name><value>555</value></ActionParam></actionParams></Dialog>"
        },
        {
            new UpdateDialogData("7", Variables, "Sale", ["a", "b"]), "PUT Dialog/7",
            "<Dialog><requestedAction>UPDATE_CALL_DATA</requestedAction><mediaProperties><wrapUpReason>Sale</wrapUpReason><wrapUpItems>"
            + "<wrapUpItem>a</wrapUpItem><wrapUpItem>b</wrapUpItem></wrapUpItems><callvariables><CallVariable><name>callVariable1</name>"
            + "<value>&lt;x&gt;</value></CallVariable></callvariables></mediaProperties></Dialog>"
        },
    };

    public static TheoryData<FinesseReading, string, string> Readings => new()
    {
        { new ReadReasonCodes(ReasonCodeCategory.NotReady), "User/1001/ReasonCodes?category=NOT_READY", "<ReasonCodes/>" },
        { new ReadReasonCodes(ReasonCodeCategory.Logout), "User/1001/ReasonCodes?category=LOGOUT", "<ReasonCodes/>" },
        { new ReadWrapUpReasons(), "User/1001/WrapUpReasons", "<WrapUpReasons/>" },
        { new ReadPhoneBooks(), "User/1001/PhoneBooks", "<PhoneBooks/>" },
        { new ReadContacts("4"), "PhoneBook/4/Contacts", "<Contacts/>" },
        { new ReadDialogs(null), "User/1001/Dialogs", "<Dialogs/>" },
        { new ReadDialogs("7"), "Dialog/7", "<Dialog><id>7</id></Dialog>" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_goes_out_with_the_askers_credentials_and_the_requests_id(FinesseCall call, string request, string body)
    {
        await using var finesse = await Server.StartAsync(202, "");

        (await finesse.CarryOutAsync(call)).ShouldBe(new FinesseOutcome.Accepted());

        var received = finesse.Requests.ShouldHaveSingleItem();
        $"{received.Method} {received.Path[Base.Length..]}".ShouldBe(request);
        received.Body.ShouldBe(body);
        received.Headers["requestId"].ShouldBe("request-1");
        received.Headers["Authorization"].ShouldBe("Basic MTAwMTpwdw==");
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task A_reading_is_a_GET(FinesseReading reading, string address, string answer)
    {
        await using var finesse = await Server.StartAsync(200, answer);

        var outcome = await finesse.CarryOutAsync(reading);

        outcome.ShouldNotBeOfType<FinesseOutcome.Unavailable>();
        outcome.ShouldNotBeOfType<FinesseOutcome.Refused>();
        var received = finesse.Requests.ShouldHaveSingleItem();
        (received.Method, received.Path).ShouldBe(("GET", Base + address));
    }

    [Fact]
    public async Task Lists_come_in_the_contracts_words_without_what_no_request_could_name()
    {
        await using var finesse = await Server.StartAsync(200, "");

        finesse.Answer = "<ReasonCodes><ReasonCode><uri>/finesse/api/ReasonCode/16</uri><code>10</code><label>Team Meeting</label><forAll>true</forAll>"
            + "<systemCode>true</systemCode></ReasonCode><ReasonCode><label>no id</label></ReasonCode></ReasonCodes>";
        (await finesse.CarryOutAsync(new ReadReasonCodes(ReasonCodeCategory.NotReady))).ShouldBeOfType<FinesseOutcome.ReasonCodesRead>()
            .ReasonCodes.ShouldBe([new ReasonCode { Id = 16, Code = "10", Label = "Team Meeting", ForAll = true, SystemCode = true }]);
        finesse.Answer = "<WrapUpReasons><WrapUpReason><id>31</id><label>Sale</label><forAll>true</forAll></WrapUpReason></WrapUpReasons>";
        (await finesse.CarryOutAsync(new ReadWrapUpReasons())).ShouldBeOfType<FinesseOutcome.WrapUpReasonsRead>()
            .WrapUpReasons.ShouldBe([new WrapUpReason { Id = "31", Label = "Sale", ForAll = true }]);
        finesse.Answer = "<PhoneBooks><PhoneBook><uri>/finesse/api/PhoneBook/4</uri><name>All</name></PhoneBook></PhoneBooks>";
        (await finesse.CarryOutAsync(new ReadPhoneBooks())).ShouldBeOfType<FinesseOutcome.PhoneBooksRead>()
            .PhoneBooks.ShouldBe([new PhoneBook { PhoneBookId = "4", Name = "All" }]);
        finesse.Answer = "<Contacts><Contact><firstName>Ada</firstName><phoneNumber>555</phoneNumber></Contact></Contacts>";
        var contacts = (await finesse.CarryOutAsync(new ReadContacts("4"))).ShouldBeOfType<FinesseOutcome.ContactsRead>();
        contacts.PhoneBookId.ShouldBe("4");
        contacts.Contacts.ShouldBe([new PhoneBookContact { FirstName = "Ada", PhoneNumber = "555" }]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(416)]
    [InlineData(501)]
    public async Task A_refusal_carries_status_and_words(int status)
    {
        await using var finesse = await Server.StartAsync(
            status, "<ApiErrors><ApiError><ErrorType>T</ErrorType><ErrorMessage>M</ErrorMessage><ErrorData>D</ErrorData></ApiError></ApiErrors>");
        var refused = new FinesseOutcome.Refused(new FinesseRefusal("T", "M", "D"), status);

        (await finesse.CarryOutAsync(Act("TRANSFER"))).ShouldBe(refused);
        (await finesse.CarryOutAsync(new ReadContacts("4"))).ShouldBe(refused);
    }

    [Theory]
    [InlineData("UCCE", FinesseFlavour.Ucce)]
    [InlineData("uccx", FinesseFlavour.Uccx)]
    [InlineData("UCCZ", FinesseFlavour.Unknown)]
    [InlineData("", FinesseFlavour.Unknown)]
    public async Task The_flavour_is_what_SystemInfo_said_last(string deployment, FinesseFlavour expected)
    {
        await using var finesse = await Server.StartAsync(
            200, $"<SystemInfo><status>IN_SERVICE</status><deploymentType>{deployment}</deploymentType></SystemInfo>");
        finesse.Adapter.Flavour.ShouldBe(FinesseFlavour.Unknown);

        await finesse.Rest.GetSystemInfoAsync();

        finesse.Adapter.Flavour.ShouldBe(expected);
        finesse.Answer = "<html>busy</html>";
        await finesse.Rest.GetSystemInfoAsync();
        finesse.Adapter.Flavour.ShouldBe(expected, "an answer that says nothing takes nothing back");
    }

    private static ActOnDialog Act(string action) => new("7", action, "2001");

    private sealed class Server : IAsyncDisposable
    {
        private HttpTestServer _server = null!;

        public string Answer { get; set; } = "";

        public FinesseRest Rest { get; private set; } = null!;

        public FinesseAdapter Adapter { get; private set; } = null!;

        public IReadOnlyCollection<HttpTestServer.Received> Requests => _server.Requests;

        public static async Task<Server> StartAsync(int status, string answer)
        {
            var server = new Server { Answer = answer };
            server._server = await HttpTestServer.StartAsync(context =>
            {
                context.Response.StatusCode = status;
                return context.Response.WriteAsync(server.Answer);
            });
            server.Rest = new FinesseRest(server._server.Address, new FinesseRestOptions(), TimeProvider.System, NullLogger<FinesseRest>.Instance);
            server.Adapter = new FinesseAdapter(new FinesseSide(server.Rest, Substitute.For<IAgentSubscriptions>()));
            return server;
        }

        public Task<FinesseOutcome> CarryOutAsync(FinesseCall call) =>
            Adapter.CarryOutAsync("1001", Password, call, "request-1", CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            Rest.Dispose();
            await _server.DisposeAsync();
        }
    }
}
