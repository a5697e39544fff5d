namespace Connector.FinesseSimulator.Sides;

/// <summary>What can be done to a Finesse server of the laboratory, and undone (facts 6.2 and 6.6).</summary>
public enum SideEvent
{
    /// <summary>The machine dies: every connection is reset at once, without a goodbye.</summary>
    Kill,

    /// <summary>The machine starts, with everything on it, on the same ports.</summary>
    Start,

    /// <summary>Tomcat goes down: REST is refused, XMPP stays, the presence of the user <c>finesse</c> goes.</summary>
    StopWebApplication,

    /// <summary>Tomcat comes back.</summary>
    StartWebApplication,

    /// <summary>The notification service goes down: XMPP says goodbye and is refused, REST stays and says
    /// OUT_OF_SERVICE.</summary>
    StopNotificationService,

    /// <summary>The notification service comes back.</summary>
    StartNotificationService,

    /// <summary>Clients no longer reach XMPP, which is reset and refused; the server itself notices nothing.</summary>
    BlockXmpp,

    /// <summary>They reach it again.</summary>
    UnblockXmpp,

    /// <summary>The server says OUT_OF_SERVICE and answers 503.</summary>
    GoOutOfService,

    /// <summary>It no longer does for that reason.</summary>
    GoInService,

    /// <summary>The CTI server is lost: heartbeats fail at once; OUT_OF_SERVICE follows when Finesse has noticed.</summary>
    LoseCti,

    /// <summary>Finesse notices that heartbeats have failed for too long.</summary>
    NoticeCtiLoss,

    /// <summary>The CTI server is back: IN_SERVICE, and the last state of every user and call is published once.</summary>
    RestoreCti,

    /// <summary>UCCX: the engine stops, and the other node's becomes master.</summary>
    StopEngine,

    /// <summary>UCCX: the engine starts; the primary node's becomes master again.</summary>
    StartEngine,

    /// <summary>UCCX: the link between the nodes breaks, and both are master (island mode).</summary>
    BreakLink,

    /// <summary>UCCX: the link heals, and the primary node's engine is the only master.</summary>
    HealLink,
}
