using Connector.Finesse.Model;

namespace Connector.Finesse.Rest;

/// <summary>The body of PUT <c>User/{id}</c> (Cisco's guide, "User: sign in", "change agent state").</summary>
/// <param name="State">The state asked for: one of <see cref="AgentStates"/>.</param>
public sealed record UserRequest(string State)
{
    /// <summary>The extension to sign in on.</summary>
    public string? Extension { get; init; }

    /// <summary>Database id of the reason code, with <c>NOT_READY</c> or <c>LOGOUT</c>. Not the code's value.</summary>
    public string? ReasonCodeId { get; init; }

    /// <summary>The telephone of a mobile agent, with <c>LOGIN</c> (UCCE).</summary>
    public FinesseMobileAgent? MobileAgent { get; init; }

    /// <summary>The device to use, with <c>LOGIN</c>, where the extension has several.</summary>
    public string? ActiveDeviceId { get; init; }

    /// <summary>Signs in. An agent who is signed in already keeps his state, so it is safe to send again.</summary>
    /// <param name="extension">The extension.</param>
    /// <returns>The request.</returns>
    public static UserRequest SignIn(string extension) => new(AgentStates.Login) { Extension = extension };

    /// <summary>Changes the state.</summary>
    /// <param name="state">One of <see cref="AgentStates"/>.</param>
    /// <param name="reasonCodeId">Database id of the reason code, where Finesse asks for one.</param>
    /// <returns>The request.</returns>
    public static UserRequest ChangeState(string state, string? reasonCodeId = null) => new(state) { ReasonCodeId = reasonCodeId };

    /// <summary>The body.</summary>
    /// <returns>XML without a prolog.</returns>
    /// <exception cref="ArgumentException">A text holds a character that XML cannot carry.</exception>
    public string ToXml()
    {
        var xml = new RequestXml("User");
        xml.Element("state", State);
        xml.Optional("extension", Extension);
        xml.Optional("reasonCodeId", ReasonCodeId);
        xml.Optional("activeDeviceId", ActiveDeviceId);
        if (MobileAgent is { } mobile)
        {
            xml.Open("mobileAgent");
            xml.Optional("mode", mobile.Mode);
            xml.Optional("dialNumber", mobile.DialNumber);
            xml.Close("mobileAgent");
        }
        return xml.End("User");
    }
}
