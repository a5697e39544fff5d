namespace Connector.Finesse.Model;

/// <summary>
/// An agent or supervisor as Finesse describes him (<c>User</c> of REST, <c>user</c> of a notification; Cisco's guide, "User").
/// What Finesse names (states, roles, modes) stays Finesse's own word. What Finesse left out, or sent empty, is null.
/// </summary>
public sealed record FinesseUser
{
    /// <summary>The agent id, which stands in URIs and in the JID. Taken from <see cref="Uri"/> where the element is missing;
    /// empty where neither said.</summary>
    public string LoginId { get; init; } = "";

    /// <summary>The name the person signs in with.</summary>
    public string? LoginName { get; init; }

    /// <summary>Given name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Family name.</summary>
    public string? LastName { get; init; }

    /// <summary>One of <see cref="AgentStates"/>, or a word of a later Finesse; empty where Finesse did not say.</summary>
    public string State { get; init; } = "";

    /// <summary>The state that follows when the call ends (<c>READY</c>, <c>NOT_READY</c>, <c>LOGOUT</c>).</summary>
    public string? PendingState { get; init; }

    /// <summary>When the state began, by Finesse's clock. Null before the first state event of the agent.</summary>
    public DateTimeOffset? StateChangeTime { get; init; }

    /// <summary>Database id of the reason code (not the code's value). <c>-1</c> where Finesse knows of none.</summary>
    public string? ReasonCodeId { get; init; }

    /// <summary>The reason code in full, where Finesse sent it.</summary>
    public FinesseReasonCode? ReasonCode { get; init; }

    /// <summary>The extension signed in on; null while signed out.</summary>
    public string? Extension { get; init; }

    /// <summary>Id of the team.</summary>
    public string? TeamId { get; init; }

    /// <summary>Name of the team.</summary>
    public string? TeamName { get; init; }

    /// <summary><c>Agent</c>, <c>Supervisor</c>, <c>Administrator</c>.</summary>
    public ValueList<string> Roles { get; init; } = [];

    /// <summary>The teams supervised; empty for an agent.</summary>
    public ValueList<FinesseTeam> Teams { get; init; } = [];

    /// <summary>Where the agent works on a telephone of his own. Known only on the side where he signed in.</summary>
    public FinesseMobileAgent? MobileAgent { get; init; }

    /// <summary>Wrap-up and device settings.</summary>
    public FinesseUserSettings? Settings { get; init; }

    /// <summary>Seconds of the wrap-up timer.</summary>
    public int? WrapUpTimerSeconds { get; init; }

    /// <summary><c>1</c> is voice.</summary>
    public string? MediaType { get; init; }

    /// <summary><c>BUSY</c> or <c>IDLE</c>; UCCX, in team payloads.</summary>
    public string? MediaState { get; init; }

    /// <summary>The agent's key in the routing database.</summary>
    public string? SkillTargetId { get; init; }

    /// <summary>The device chosen at sign-in, where an extension has several.</summary>
    public string? ActiveDeviceId { get; init; }

    /// <summary>The object's server-relative address, for instance <c>/finesse/api/User/1001</c>.</summary>
    public string? Uri { get; init; }
}

/// <summary>Why an agent is not ready or signed out (Cisco's guide, "ReasonCode").</summary>
/// <param name="Id">Database id, which a request sends as <c>reasonCodeId</c>; it differs between systems.</param>
/// <param name="Category"><c>NOT_READY</c> or <c>LOGOUT</c>.</param>
/// <param name="Code">The code itself, which reports show.</param>
/// <param name="Label">The words shown to the agent.</param>
/// <param name="ForAll">Whether every team has it.</param>
/// <param name="SystemCode">Whether Finesse owns it.</param>
public sealed record FinesseReasonCode(
    string? Id, string? Category, string? Code, string? Label, bool? ForAll, bool? SystemCode);

/// <summary>A team by its id and name.</summary>
/// <param name="Id">Id of the team.</param>
/// <param name="Name">Its name.</param>
public sealed record FinesseTeam(string? Id, string? Name);

/// <summary>How a mobile agent is reached (UCCE).</summary>
/// <param name="Mode"><c>CALL_BY_CALL</c> or <c>NAILED_CONNECTION</c>.</param>
/// <param name="DialNumber">The agent's telephone.</param>
public sealed record FinesseMobileAgent(string? Mode, string? DialNumber);

/// <summary>Settings that an administrator made for an agent.</summary>
/// <param name="WrapUpOnIncoming"><c>REQUIRED</c>, <c>REQUIRED_WITH_WRAP_UP_DATA</c>, <c>OPTIONAL</c> or <c>NOT_ALLOWED</c>.</param>
/// <param name="WrapUpOnOutgoing">The same for outgoing calls.</param>
/// <param name="DeviceSelection"><c>enabled</c> where the agent chooses among devices.</param>
public sealed record FinesseUserSettings(string? WrapUpOnIncoming, string? WrapUpOnOutgoing, string? DeviceSelection);
