using BenchmarkDotNet.Attributes;
using Connector.Finesse.Notifications;

namespace Connector.Benchmarks.Micro;

/// <summary>Finesse's notifications read, from the unescaped body to the typed model: an agent's state, a call that comes in with two
/// parties and ten call variables, a watched queue, and an asynchronous error. Promised: 10 µs and 4 KB for each.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class NotificationBenchmarks
{
    private const string Node = "/finesse/api/User/1001";

    private readonly string _user = Update(
        "<user><dialogs>/finesse/api/User/1001/Dialogs</dialogs><extension>2001</extension><firstName>Chris</firstName>"
        + "<lastName>Smith</lastName><loginId>1001</loginId><loginName>csmith</loginName><mediaType>1</mediaType><pendingState></pendingState>"
        + "<reasonCodeId>-1</reasonCodeId><roles><role>Agent</role></roles><settings><wrapUpOnIncoming>OPTIONAL</wrapUpOnIncoming>"
        + "<wrapUpOnOutgoing>OPTIONAL</wrapUpOnOutgoing></settings><state>NOT_READY</state>"
        + "<stateChangeTime>2023-01-13T11:07:11.466Z</stateChangeTime><teamId>500</teamId><teamName>Sales</teamName>"
        + "<teams><Team><id>500</id><name>Sales</name><uri>/finesse/api/Team/500</uri></Team></teams><uri>/finesse/api/User/1001</uri>"
        + "<wrapUpTimer>7200</wrapUpTimer></user>",
        "PUT",
        Node);

    private readonly string _dialogs = Update(
        "<dialogs><Dialog><associatedDialogUri></associatedDialogUri><fromAddress>5551234</fromAddress><id>53149720</id>"
        + "<mediaProperties><DNIS>2001</DNIS><callType>PREROUTE_ACD_IN</callType><dialedNumber>8000</dialedNumber><callvariables>"
        + string.Concat(Enumerable.Range(1, 10).Select(n => $"<CallVariable><name>callVariable{n}</name><value>{(n <= 5 ? $"customer {n}" : "")}</value></CallVariable>"))
        + "</callvariables></mediaProperties><mediaType>Voice</mediaType><participants>"
        + Participant("2001", "AGENT_DEVICE", "ALERTING", "ANSWER") + Participant("5551234", "", "INITIATED", "DROP")
        + "</participants><state>ALERTING</state><toAddress>2001</toAddress><uri>/finesse/api/Dialog/53149720</uri></Dialog></dialogs>",
        "POST",
        Node + "/Dialogs");

    private readonly string _queue = Update(
        "<Queue><uri>/finesse/api/Queue/10</uri><name>Sales</name><statistics><callsInQueue>3</callsInQueue>"
        + "<startTimeOfLongestCallInQueue>2012-02-15T17:58:21Z</startTimeOfLongestCallInQueue><agentsReady>1</agentsReady>"
        + "<agentsNotReady>2</agentsNotReady><agentsBusyOther>0</agentsBusyOther><agentsLoggedOn>1</agentsLoggedOn>"
        + "<agentsTalkingInbound>3</agentsTalkingInbound><agentsTalkingOutbound>2</agentsTalkingOutbound>"
        + "<agentsTalkingInternal>1</agentsTalkingInternal><agentsWrapUpNotReady>2</agentsWrapUpNotReady>"
        + "<agentsWrapUpReady>3</agentsWrapUpReady></statistics></Queue>",
        "PUT",
        "/finesse/api/Queue/10");

    private readonly string _error = Update(
        "<apiErrors><apiError><peripheralErrorCode>10125</peripheralErrorCode><errorType>Invalid Device</errorType>"
        + "<errorMessage>CF_INVALID_LOGON_DEVICE_SPECIFIED</errorMessage><peripheralErrorText>No target for &lt;2001&gt;</peripheralErrorText>"
        + "<errorData>260</errorData></apiError></apiErrors>",
        "put",
        Node);

    /// <summary>An agent's state.</summary>
    [Benchmark]
    public FinesseNotification User() => NotificationParser.ParseBody(_user, "item", Node);

    /// <summary>A call.</summary>
    [Benchmark]
    public FinesseNotification Dialogs() => NotificationParser.ParseBody(_dialogs, "item", Node);

    /// <summary>A queue.</summary>
    [Benchmark]
    public FinesseNotification Queue() => NotificationParser.ParseBody(_queue, "item", "/finesse/api/Queue/10");

    /// <summary>An error.</summary>
    [Benchmark]
    public FinesseNotification Error() => NotificationParser.ParseBody(_error, "item", Node);

    private static string Participant(string address, string type, string state, string action) =>
        $"<Participant><actions><action>{action}</action></actions><mediaAddress>{address}</mediaAddress><mediaAddressType>{type}</mediaAddressType>"
        + $"<startTime>2017-10-13T16:17:55.401Z</startTime><state>{state}</state><stateCause></stateCause>"
        + "<stateChangeTime>2017-10-13T16:17:55.401Z</stateChangeTime></Participant>";

    private static string Update(string data, string @event, string source) =>
        $"<Update><data>{data}</data><event>{@event}</event><requestId></requestId><source>{source}</source></Update>";
}
