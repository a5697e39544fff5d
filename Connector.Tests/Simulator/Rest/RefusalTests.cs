using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Rest;

/// <summary>Every synchronous refusal of the fact sheet, chapter 1.6, that requests of this issue can meet.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private SimulatedFinesse _finesse = null!;

    public async Task InitializeAsync()
    {
        _finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions
            {
                AgentCount = 20,
                ReasonCodes = [new SimulatedReasonCode(16, "LOGOUT", 10, "End of shift")],
            },
            default);
        using var agent = new FinesseHttp(_finesse.RestBase, "1003");
        (await agent.SignInAsync("1003", "2003")).Code.ShouldBe(202);
        using var supervisor = new FinesseHttp(_finesse.RestBase, "1010");
        (await supervisor.SignInAsync("1010", "2010")).Code.ShouldBe(202);
        await Eventually.HoldsAsync(
            "two signed-in agents", () => _finesse.Agents.Count(x => x.Extension.Length > 0) == 2);
    }

    public Task DisposeAsync() => _finesse.DisposeAsync().AsTask();

    [Theory]
    [InlineData("1003", "User/1003", "<User><state>READY", 400, "Bad Request")]
    [InlineData("1003", "User/1003", "", 400, "Bad Request")]
    [InlineData("1003", "User/1003", "<Dialog/>", 400, "Bad Request")]
    [InlineData("1003", "User/1003", "<!DOCTYPE User [<!ENTITY a 'READY'>]><User><state>&a;</state></User>", 400, "Bad Request")]
    [InlineData("1003", "User/1003", "<User><state>LOGIN</state><extension>+4930123</extension></User>", 400, "Bad Request")]
    [InlineData("1003", "User/1003", "<User/>", 400, "Parameter Missing")]
    [InlineData("1003", "User/1003", "<User><state>LOGIN</state></User>", 400, "Parameter Missing")]
    [InlineData("1003", "User/1003", "<User><state>LOGOUT</state></User>", 400, "Parameter Missing")]
    [InlineData("1003", "User/1003", "<User><state>LOGIN</state><extension>2003</extension><mobileAgent/></User>", 400, "Parameter Missing")]
    [InlineData("1003", "User/1003", "<User><state>LOGIN</state><extension>2003</extension><mobileAgent><mode>CALL_BY_CALL</mode></mobileAgent></User>", 400, "Parameter Missing")]
    [InlineData("1003", "User/1003", "<User><state>LOGIN</state><extension>2003</extension><mobileAgent><mode>NOW_AND_THEN</mode></mobileAgent></User>", 400, "Invalid Input")]
    [InlineData("1003", "User/1003", "<User><state>SLEEPING</state></User>", 400, "Invalid Input")]
    [InlineData("1003", "User/1003", "<User><state>TALKING</state></User>", 400, "Invalid Input")]
    [InlineData("1003", "User/1003", "<User><state>LOGOUT</state><reasonCodeId>17</reasonCodeId></User>", 400, "Invalid Input")]
    [InlineData("1003", "User/1003", "<User><state>NOT_READY</state><reasonCodeId>16</reasonCodeId></User>", 400, "Invalid Input")]
    [InlineData("1003", "User/1003", "<User><state>NOT_READY</state><reasonCodeId>x</reasonCodeId></User>", 400, "Invalid Input")]
    [InlineData("1004", "User/1004", "<User><state>LOGOUT</state></User>", 400, "Invalid State")]
    [InlineData("1003", "User/1004", "<User><state>READY</state></User>", 401, "Invalid Authorization User Specified")]
    [InlineData("1010", "User/1011", "<User><state>READY</state></User>", 401, "Invalid Supervisor")]
    [InlineData("1010", "User/1003", "<User><state>NOT_READY</state><reasonCodeId>16</reasonCodeId></User>", 400, "Invalid Input")]
    [InlineData("1010", "User/1003", "<User><state>LOGIN</state><extension>2003</extension></User>", 400, "Invalid State")]
    [InlineData("1010", "User/1003", "<User><state>WORK</state></User>", 400, "Invalid State")]
    [InlineData("1010", "User/1004", "<User><state>LOGOUT</state></User>", 400, "Invalid State")]
    [InlineData("1003", "User/4023", "<User><state>READY</state></User>", 404, "User Not Found")]
    [InlineData("1003", "Dialog/1", "<Dialog><targetMediaAddress>2003</targetMediaAddress><requestedAction>ANSWER</requestedAction></Dialog>", 404, "Dialog Not Found")]
    [InlineData("1003", "Nothing/1", "<Nothing/>", 404, "Not Found")]
    public Task A_put_is_refused_with_the_documented_error(string user, string path, string body, int status, string errorType) =>
        RefusesAsync("PUT", user, path, body, status, errorType);

    [Theory]
    [InlineData("1003", "<Dialog>", 400, "Bad Request")]
    [InlineData("1003", "<Dialog/>", 400, "Parameter Missing")]
    [InlineData("1003", "<Dialog><requestedAction>MAKE_CALL</requestedAction><toAddress>2004</toAddress></Dialog>", 400, "Parameter Missing")]
    [InlineData("1003", "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2003</fromAddress></Dialog>", 400, "Parameter Missing")]
    [InlineData("1003", "<Dialog><requestedAction>FLY</requestedAction></Dialog>", 400, "Invalid Input")]
    [InlineData("1003", "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2009</fromAddress><toAddress>2004</toAddress></Dialog>", 400, "Invalid Input")]
    [InlineData("1003", "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2003</fromAddress><toAddress>2003</toAddress></Dialog>", 400, "Invalid Destination")]
    [InlineData("1003", "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2003</fromAddress><toAddress>2004</toAddress><mediaProperties><callvariables><CallVariable><name>callVariable11</name><value>x</value></CallVariable></callvariables></mediaProperties></Dialog>", 400, "Invalid Input")]
    [InlineData("1003", "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2003</fromAddress><toAddress>2004</toAddress><mediaProperties><callvariables><CallVariable><name>BACampaign</name><value>x</value></CallVariable></callvariables></mediaProperties></Dialog>", 400, "Invalid Input")]
    [InlineData("1003", "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>2003</fromAddress><toAddress>2004</toAddress><mediaProperties><callvariables><CallVariable><name>callVariable1</name><value>x</value></CallVariable><CallVariable><name>callVariable1</name><value>y</value></CallVariable></callvariables></mediaProperties></Dialog>", 400, "Invalid Input")]
    [InlineData("1004", "<Dialog><requestedAction>MAKE_CALL</requestedAction></Dialog>", 401, "Invalid Authorization User Specified")]
    [InlineData("1003", "<Dialog><requestedAction>SILENT_MONITOR</requestedAction></Dialog>", 401, "Authorization Failure")]
    public Task A_new_dialog_is_refused_with_the_documented_error(string user, string body, int status, string errorType) =>
        RefusesAsync("POST", user, "User/1003/Dialogs", body, status, errorType);

    [Theory]
    [InlineData("1003", "", 400, "Bad Request")]
    [InlineData("1003", "<Dialog><targetMediaAddress>2003</targetMediaAddress></Dialog>", 400, "Parameter Missing")]
    [InlineData("1003", "<Dialog><requestedAction>ANSWER</requestedAction></Dialog>", 400, "Parameter Missing")]
    [InlineData("1003", "<Dialog><targetMediaAddress>2003</targetMediaAddress><requestedAction>FLY</requestedAction></Dialog>", 400, "Invalid Input")]
    [InlineData("1003", "<Dialog><targetMediaAddress>2009</targetMediaAddress><requestedAction>ANSWER</requestedAction></Dialog>", 400, "Invalid Input")]
    [InlineData("1003", "<Dialog><targetMediaAddress>5551234</targetMediaAddress><requestedAction>ANSWER</requestedAction></Dialog>", 401, "Invalid Authorization User Specified")]
    [InlineData("1004", "<Dialog><targetMediaAddress>2003</targetMediaAddress><requestedAction>ANSWER</requestedAction></Dialog>", 401, "Invalid Authorization User Specified")]
    [InlineData("1003", "<Dialog><targetMediaAddress>2003</targetMediaAddress><requestedAction>START_RECORDING</requestedAction></Dialog>", 501, "Not Implemented")]
    public async Task An_action_on_a_dialog_is_refused_with_the_documented_error(
        string user, string body, int status, string errorType)
    {
        var call = await _finesse.StartIncomingCallAsync("5551234", "2003");
        await RefusesAsync("PUT", user, $"Dialog/{call}", body, status, errorType);
    }

    [Fact]
    public async Task An_unknown_user_is_named_in_the_error()
    {
        using var http = new FinesseHttp(_finesse.RestBase, "1003");
        var answer = await http.GetAsync("finesse/api/User/4023");
        answer.Body.ShouldEndWith(
            "<ApiErrors><ApiError><ErrorType>User Not Found</ErrorType><ErrorMessage>UNKNOWN_USER</ErrorMessage><ErrorData>4023</ErrorData></ApiError></ApiErrors>");
    }

    [Theory]
    [InlineData("1003", "User/1004", 401, "Invalid Authorization User Specified")]
    [InlineData("1003", "User/1004/Dialogs", 401, "Invalid Authorization User Specified")]
    [InlineData("1010", "User/1011", 401, "Invalid Supervisor")]
    public async Task Agents_read_only_themselves_and_supervisors_their_team(
        string user, string path, int status, string errorType)
    {
        using var http = new FinesseHttp(_finesse.RestBase, user);
        var answer = await http.GetAsync("finesse/api/" + path);
        (answer.Code, answer.ErrorType).ShouldBe((status, errorType));
        using var supervisor = new FinesseHttp(_finesse.RestBase, "1010");
        (await supervisor.GetAsync("finesse/api/User/1004")).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("POST", "User/1003", "GET,OPTIONS,HEAD,PUT")]
    [InlineData("DELETE", "User/1003/Dialogs", "GET,OPTIONS,HEAD,POST")]
    [InlineData("POST", "Dialog/1", "GET,OPTIONS,HEAD,PUT")]
    [InlineData("PUT", "SystemInfo", "GET,OPTIONS,HEAD")]
    public async Task A_method_that_a_resource_lacks_is_answered_405_with_allow(string method, string path, string allow)
    {
        using var http = new FinesseHttp(_finesse.RestBase, "1003");
        var answer = await http.SendAsync(method, "finesse/api/" + path, "<x/>");
        (answer.Code, answer.Body, answer.Allow).ShouldBe((405, "", allow));
    }

    [Theory]
    [InlineData("1003", "wrong", "1003")]
    [InlineData("nobody", "pw", "nobody")]
    [InlineData("", "", "")]
    public async Task Wrong_or_missing_credentials_are_answered_401_and_name_the_user_only(
        string user, string password, string named)
    {
        using var http = new FinesseHttp(_finesse.RestBase, user, password);
        var answer = await http.GetAsync("finesse/api/User/1003");
        (answer.Code, answer.ErrorType, answer.ErrorMessage, answer.ErrorData).ShouldBe(
            (401, "Authorization Failure", "UNAUTHORIZED", named));
        _finesse.Requests[^1].ShouldSatisfyAllConditions(
            request => request.Status.ShouldBe(401),
            request => request.User.ShouldBe(named),
            request => request.ToString().ShouldNotContain("wrong"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_and_not_kept()
    {
        using var http = new FinesseHttp(_finesse.RestBase, "1003");
        var answer = await http.SendAsync(
            "PUT", "finesse/api/User/1003", $"<User><state>{new string('x', 70_000)}</state></User>");
        (answer.Code, answer.ErrorType).ShouldBe((400, "Bad Request"));
        _finesse.Requests[^1].Body.ShouldBe("");
    }

    [Fact]
    public async Task Out_of_service_answers_503_to_everything_but_system_info()
    {
        _finesse.SetInService(false);
        using var http = new FinesseHttp(_finesse.RestBase, "1003");
        var answer = await http.GetAsync("finesse/api/User/1003");
        (answer.Code, answer.ErrorType, answer.ErrorMessage, answer.ErrorData).ShouldBe(
            (503, "Service Unavailable", "SERVER_OUT_OF_SERVICE", ""));
        (await http.GetAsync("finesse/api/SystemInfo")).Xml.Element("status")!.Value.ShouldBe("OUT_OF_SERVICE");
    }

    private async Task RefusesAsync(string method, string user, string path, string body, int status, string errorType)
    {
        using var http = new FinesseHttp(_finesse.RestBase, user);
        var before = _finesse.Agents;
        var answer = await http.SendAsync(method, "finesse/api/" + path, body);
        (answer.Code, answer.ErrorType).ShouldBe((status, errorType));
        _finesse.Agents.Select(agent => agent.State).ShouldBe(before.Select(agent => agent.State));
    }
}
