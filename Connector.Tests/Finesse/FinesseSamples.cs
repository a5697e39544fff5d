using System.Xml.Linq;
using Connector.Finesse.Rest;

namespace Connector.Tests.Finesse;

/// <summary>Finesse's XML, written after the shapes of the fact sheet; all ids and names are invented.</summary>
internal static class FinesseSamples
{
    internal const string RestUser = """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <User>
          <uri>/finesse/api/User/1001</uri>
          <roles><role>Agent</role><role>Supervisor</role></roles>
          <loginId>1001</loginId>
          <loginName>csmith</loginName>
          <state>NOT_READY</state>
          <stateChangeTime>2012-03-01T17:58:21.234Z</stateChangeTime>
          <mediaType>1</mediaType>
          <pendingState>LOGOUT</pendingState>
          <reasonCodeId>16</reasonCodeId>
          <ReasonCode>
            <category>NOT_READY</category><uri>/finesse/api/ReasonCode/16</uri><code>10</code>
            <label>Team Meeting</label><forAll>true</forAll><systemCode>false</systemCode><id>16</id>
          </ReasonCode>
          <settings>
            <wrapUpOnIncoming>OPTIONAL</wrapUpOnIncoming>
            <wrapUpOnOutgoing>NOT_ALLOWED</wrapUpOnOutgoing>
            <deviceSelection>enabled</deviceSelection>
          </settings>
          <extension>2001</extension>
          <mobileAgent><mode>CALL_BY_CALL</mode><dialNumber>4085551234</dialNumber></mobileAgent>
          <firstName>Chris</firstName><lastName>Smith</lastName>
          <teamId>500</teamId><teamName>Sales</teamName>
          <skillTargetId>6067</skillTargetId>
          <dialogs>/finesse/api/User/1001/Dialogs</dialogs>
          <teams>
            <Team><uri>/finesse/api/Team/2001</uri><id>2001</id><name>First Line Support</name></Team>
            <Team><uri>/finesse/api/Team/2002</uri><id>2002</id><name>Second Line</name></Team>
          </teams>
          <services><service>AgentAnswers</service></services>
          <activeDeviceId>CSFJP5550016</activeDeviceId>
          <wrapUpTimer>7200</wrapUpTimer>
        </User>
        """;

    internal const string XmppUser = """
        <Update><data><user><dialogs>/finesse/api/User/1001/Dialogs</dialogs><extension>2001</extension>
        <firstName>Chris</firstName><lastName>Smith</lastName><loginId>1001</loginId><loginName>csmith</loginName>
        <mediaType>1</mediaType><pendingState></pendingState><reasonCodeId>-1</reasonCodeId>
        <roles><role>Agent</role></roles>
        <settings><wrapUpOnIncoming>OPTIONAL</wrapUpOnIncoming><wrapUpOnOutgoing>OPTIONAL</wrapUpOnOutgoing></settings>
        <state>NOT_READY</state><stateChangeTime>2023-01-13T11:07:11.466Z</stateChangeTime>
        <teamId>500</teamId><teamName>Sales</teamName>
        <teams><Team><id>500</id><name>Sales</name><uri>/finesse/api/Team/500</uri></Team></teams>
        <uri>/finesse/api/User/1001</uri><wrapUpTimer>7200</wrapUpTimer></user></data>
        <event>PUT</event><requestId>r-1</requestId><source>/finesse/api/User/1001</source></Update>
        """;

    internal const string Dialog = """
        <Dialog>
          <associatedDialogUri>/finesse/api/Dialog/321654</associatedDialogUri>
          <id>12345678</id>
          <secondaryId>12345679</secondaryId>
          <mediaType>Voice</mediaType>
          <fromAddress>5551234</fromAddress>
          <toAddress>2001</toAddress>
          <mediaProperties>
            <mediaId>1</mediaId>
            <dialedNumber>8000</dialedNumber>
            <callType>ACD_IN</callType>
            <DNIS>8001</DNIS>
            <queueNumber>5022</queueNumber><queueName>Sales queue</queueName>
            <callKeyCallId>217</callKeyCallId><callKeySequenceNum>1</callKeySequenceNum><callKeyPrefix>152018</callKeyPrefix>
            <outboundClassification></outboundClassification>
            <wrapUpReason>Sales Call</wrapUpReason>
            <wrapUpItems><wrapUpItem>Wrong number</wrapUpItem><wrapUpItem>Busy</wrapUpItem></wrapUpItems>
            <callvariables>
              <CallVariable><name>callVariable1</name><value>Chuck &lt;Smith&gt; &amp; sons</value></CallVariable>
              <CallVariable><name>callVariable2</name><value></value></CallVariable>
              <CallVariable><name>user.x[2]</name><value>  two spaces  </value></CallVariable>
            </callvariables>
          </mediaProperties>
          <participants>
            <Participant>
              <actions><action>HOLD</action><action>DROP</action></actions>
              <mediaAddress>2001</mediaAddress>
              <mediaAddressType>AGENT_DEVICE</mediaAddressType>
              <startTime>2014-02-11T16:10:23.121Z</startTime>
              <state>ACTIVE</state>
              <stateCause></stateCause>
              <stateChangeTime>2014-02-11T16:10:25.121Z</stateChangeTime>
            </Participant>
            <Participant>
              <actions/>
              <mediaAddress>5551234</mediaAddress>
              <mediaAddressType></mediaAddressType>
              <startTime></startTime>
              <state>FAILED</state>
              <stateCause>BUSY</stateCause>
            </Participant>
          </participants>
          <state>ACTIVE</state>
          <uri>/finesse/api/Dialog/12345678</uri>
          <scheduledCallbackInfo><callbackTime>2014-03-07T14:30</callbackTime><callbackNumber>9785551212</callbackNumber></scheduledCallbackInfo>
        </Dialog>
        """;

    internal const string SystemInfo = """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <SystemInfo>
          <currentTimestamp>2022-05-05T07:34:07.188Z</currentTimestamp>
          <deploymentType>UCCE</deploymentType>
          <lastCTIHeartbeatStatus>success</lastCTIHeartbeatStatus>
          <lastSuccessCTIHeartbeatTime>1651736045266</lastSuccessCTIHeartbeatTime>
          <ctiVersion>23</ctiVersion>
          <ctiHeartbeatInterval>2</ctiHeartbeatInterval>
          <ctiMMode></ctiMMode>
          <license></license>
          <peripheralId>5000</peripheralId>
          <primaryNode><host>fin-a.example.com</host><httpsPort>8445</httpsPort><xmppPort>5222</xmppPort><xmppSecurePort>5223</xmppSecurePort></primaryNode>
          <secondaryNode><host>fin-b.example.com</host></secondaryNode>
          <status>IN_SERVICE</status>
          <statusReason></statusReason>
          <systemAuthMode>NON_SSO</systemAuthMode>
          <timezoneOffset>330</timezoneOffset>
          <uri>/finesse/api/SystemInfo</uri>
          <xmppDomain>fin-a.example.com</xmppDomain>
          <xmppPubSubDomain>pubsub.fin-a.example.com</xmppPubSubDomain>
          <ctiServers><ctiServer><host/><connectedDuration/><active/></ctiServer></ctiServers>
        </SystemInfo>
        """;

    internal const string XmppError = """
        <Update>
          <data><apiErrors><apiError>
            <peripheralErrorCode>10125</peripheralErrorCode>
            <errorType>Invalid Device</errorType>
            <errorMessage>CF_INVALID_LOGON_DEVICE_SPECIFIED</errorMessage>
            <peripheralErrorText>No target for &lt;2001&gt;</peripheralErrorText>
            <peripheralErrorMsg>PERERR_TELDRIVE_NODEVICETARGETFORNETTARGETID</peripheralErrorMsg>
            <errorData>260</errorData>
          </apiError></apiErrors></data>
          <requestId></requestId>
          <source>/finesse/api/User/1001</source>
          <event>put</event>
        </Update>
        """;

    internal const string OutOfService = """
        <ApiErrors><ApiError>
          <ErrorType>Service Unavailable</ErrorType>
          <ErrorData></ErrorData>
          <ErrorMessage>SERVER_OUT_OF_SERVICE</ErrorMessage>
        </ApiError></ApiErrors>
        """;

    internal const string Team = """
        <Team><uri>/finesse/api/Team/500</uri><id>500</id><name>First &amp; last</name>
          <users>
            <User><uri>/finesse/api/User/1001/</uri><loginId>1001</loginId><firstName>Charles</firstName><lastName>Brown</lastName>
              <dialogs>/finesse/api/User/1001/Dialogs</dialogs><extension></extension><pendingState></pendingState>
              <state>LOGOUT</state><stateChangeTime>2012-03-01T17:58:21.345Z</stateChangeTime></User>
            <User><uri>/finesse/api/User/1002</uri><loginId>1002</loginId><firstName>Jane</firstName><lastName>Doe</lastName>
              <extension>2002</extension><pendingState>READY</pendingState><state>NOT_READY</state>
              <stateChangeTime>2012-03-01T17:58:22.345Z</stateChangeTime><mediaState>BUSY</mediaState>
              <reasonCode><category>NOT_READY</category><code>12</code><label>Lunch Break</label><id>1</id><uri>/finesse/api/ReasonCode/1</uri></reasonCode></User>
          </users></Team>
        """;

    internal const string Queue = """
        <Queue><uri>/finesse/api/Queue/10</uri><name>Sales</name>
          <statistics>
            <callsInQueue>3</callsInQueue><startTimeOfLongestCallInQueue>2012-02-15T17:58:21Z</startTimeOfLongestCallInQueue>
            <agentsReady>1</agentsReady><agentsNotReady>2</agentsNotReady><agentsBusyOther>0</agentsBusyOther>
            <agentsLoggedOn>11</agentsLoggedOn><agentsTalkingInbound>4</agentsTalkingInbound>
            <agentsTalkingOutbound>5</agentsTalkingOutbound><agentsTalkingInternal>6</agentsTalkingInternal>
            <agentsWrapUpNotReady>7</agentsWrapUpNotReady><agentsWrapUpReady>8</agentsWrapUpReady>
          </statistics></Queue>
        """;

    /// <summary>A queue that is assigned to nobody.</summary>
    internal const string UnknownQueue = """
        <Queue><uri>/finesse/api/Queue/11</uri><name></name><statistics><callsInQueue>-1</callsInQueue>
        <startTimeOfLongestCallInQueue></startTimeOfLongestCallInQueue><agentsReady>-1</agentsReady><agentsNotReady>-1</agentsNotReady>
        </statistics></Queue>
        """;

    internal const string TeamMessage = """
        <TeamMessage><uri>/finesse/api/TeamMessage/be1598bb</uri><id>be1598bb</id>
        <createdBy><id>1001050</id><firstName>AGENT</firstName><lastName>1001050</lastName></createdBy>
        <createdAt>1537418173</createdAt><duration>100</duration><content>to everybody</content>
        <teams><team>5052</team><team>5000</team></teams></TeamMessage>
        """;

    /// <summary>What a call that comes in looks like: two parties, ten call variables of which five are set.</summary>
    internal static string TypicalDialogsUpdate { get; } = Update(
        "<dialogs><Dialog><associatedDialogUri></associatedDialogUri><fromAddress>5551234</fromAddress><id>53149720</id>"
        + "<mediaProperties><DNIS>2001</DNIS><callType>PREROUTE_ACD_IN</callType><dialedNumber>8000</dialedNumber>"
        + "<outboundClassification></outboundClassification><callvariables>"
        + string.Concat(Enumerable.Range(1, 10).Select(n =>
            $"<CallVariable><name>callVariable{n}</name><value>{(n <= 5 ? $"customer {n}" : "")}</value></CallVariable>"))
        + "</callvariables></mediaProperties><mediaType>Voice</mediaType><participants>"
        + "<Participant><actions><action>ANSWER</action></actions><mediaAddress>2001</mediaAddress>"
        + "<mediaAddressType>AGENT_DEVICE</mediaAddressType><startTime>2017-10-13T16:17:55.401Z</startTime><state>ALERTING</state>"
        + "<stateCause></stateCause><stateChangeTime>2017-10-13T16:17:55.401Z</stateChangeTime></Participant>"
        + "<Participant><actions><action>UPDATE_CALL_DATA</action><action>DROP</action></actions><mediaAddress>5551234</mediaAddress>"
        + "<mediaAddressType></mediaAddressType><startTime>2017-10-13T16:17:55.401Z</startTime><state>INITIATED</state>"
        + "<stateCause></stateCause><stateChangeTime>2017-10-13T16:17:55.401Z</stateChangeTime></Participant></participants>"
        + "<state>ALERTING</state><toAddress>2001</toAddress><uri>/finesse/api/Dialog/53149720</uri></Dialog></dialogs>",
        "POST",
        "/finesse/api/User/1001/Dialogs");

    /// <summary>The side that the two settings name.</summary>
    internal static FinesseAddress Address(string? restBase, string? serverAddress = null) =>
        FinesseAddress.TryParse(restBase, serverAddress, out var address, out var problem)
            ? address
            : throw new ArgumentException(problem, nameof(restBase));

    /// <summary>A message as the stanza parser hands it over: the body is a text, unescaped once.</summary>
    internal static XElement Message(
        string node, string itemId, string body, string notificationNamespace = "http://jabber.org/protocol/pubsub")
    {
        XNamespace client = "jabber:client";
        XNamespace events = "http://jabber.org/protocol/pubsub#event";
        return new XElement(client + "message",
            new XAttribute("from", "pubsub.fin-a.example.com"),
            new XAttribute("to", "1001@fin-a.example.com"),
            new XElement(events + "event", new XElement(events + "items", new XAttribute("node", node), Item(itemId, body, notificationNamespace))));
    }

    /// <summary>One item of a message.</summary>
    internal static XElement Item(string itemId, string body, string notificationNamespace = "http://jabber.org/protocol/pubsub")
    {
        XNamespace events = "http://jabber.org/protocol/pubsub#event";
        XNamespace wrapper = notificationNamespace;
        return new XElement(events + "item", new XAttribute("id", itemId), new XElement(wrapper + "notification", body));
    }

    /// <summary>An update as Finesse wraps it.</summary>
    internal static string Update(string data, string @event, string source, string requestId = "") =>
        $"<Update><data>{data}</data><event>{@event}</event><requestId>{requestId}</requestId><source>{source}</source></Update>";
}
