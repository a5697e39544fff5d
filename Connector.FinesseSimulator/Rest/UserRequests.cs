using System.Globalization;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>A request that Finesse accepts, or its refusal; exactly one of the two is there.</summary>
internal readonly record struct Verdict(Input? Input, Refusal? Refusal)
{
    public static implicit operator Verdict(Refusal refusal) => new(null, refusal);

    public static implicit operator Verdict(Input input) => new(input, null);
}

/// <summary>What Finesse checks of <c>PUT /User/{id}</c> before it answers 202 (facts 1.6 and 2.1 to 2.4). Pure.</summary>
internal static class UserRequests
{
    private static readonly Dictionary<string, AgentState> Requestable = new(StringComparer.Ordinal)
    {
        ["READY"] = AgentState.Ready,
        ["NOT_READY"] = AgentState.NotReady,
        ["LOGOUT"] = AgentState.Logout,
        ["WORK"] = AgentState.Work,
    };

    /// <summary>Judges a request.</summary>
    /// <param name="asker">The user whose credentials came.</param>
    /// <param name="target">The user of the URI.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="rules">How the centre is set up.</param>
    public static Verdict Judge(Agent asker, Agent target, string body, CentreRules rules)
    {
        if (asker.Id != target.Id && !asker.Profile.IsSupervisor) return Refusal.OtherUser(target.Id);
        if (RequestXml.Read(body, "User") is not { } xml)
            return Refusal.BadRequest("The body is not a well-formed User element.");
        if (xml.Text("state") is not { } state) return Refusal.ParameterMissing("state");
        if (asker.Id != target.Id) return JudgeForced(asker, target, state, xml);
        if (state is "LOGIN") return JudgeSignIn(target, xml, rules.Flavour);
        if (!Requestable.TryGetValue(state, out var wanted)) return Refusal.InvalidInput("state", state);
        if (wanted is AgentState.Logout && !target.IsSignedIn)
            return Refusal.InvalidState("The user is signed out already.", target.Id);

        return Reason(xml, wanted, rules, out var reason) is { } refusal ? refusal : new ChangeState(target.Id, wanted, reason);
    }

    private static Verdict JudgeSignIn(Agent target, RequestXml xml, Flavour flavour)
    {
        if (xml.Text("extension") is not { } extension) return Refusal.ParameterMissing("extension");

        // UCCE signs nobody in at an E.164 number; UCCX does.
        var digits = flavour.TakesE164Extensions && extension.StartsWith('+') ? extension[1..] : extension;
        if (extension.Length > 15 || digits.Length == 0 || !digits.All(char.IsAsciiDigit))
            return Refusal.BadRequest($"{extension} is not an extension.");
        if (!xml.Has("mobileAgent")) return new SignIn(target.Id, extension, Mobile: null);
        if (xml.Text("mobileAgent", "mode") is not { } mode) return Refusal.ParameterMissing("mode");
        if (mode is not ("CALL_BY_CALL" or "NAILED_CONNECTION")) return Refusal.InvalidInput("mode", mode);
        if (xml.Text("mobileAgent", "dialNumber") is not { } dialNumber) return Refusal.ParameterMissing("dialNumber");
        if (!dialNumber.All(character => char.IsAsciiDigit(character) || character is '+' or '*' or '#'))
            return Refusal.InvalidInput("dialNumber", dialNumber);
        return new SignIn(target.Id, extension, new MobileAgent(mode, dialNumber));
    }

    private static Verdict JudgeForced(Agent asker, Agent target, string state, RequestXml xml)
    {
        if (asker.Profile.TeamId != target.Profile.TeamId) return Refusal.InvalidSupervisor(target.Id);
        if (state is not "LOGIN" && !Requestable.ContainsKey(state)) return Refusal.InvalidInput("state", state);
        if (state is "LOGIN" or "WORK") return Refusal.InvalidState($"A supervisor may not force {state}.", state);
        if (xml.Text("reasonCodeId") is { } reason) return Refusal.InvalidInput("reasonCodeId", reason);
        var wanted = Requestable[state];
        if (wanted is AgentState.Logout && !target.IsSignedIn)
            return Refusal.InvalidState("The user is signed out already.", target.Id);
        return new ForceState(target.Id, wanted);
    }

    private static Refusal? Reason(RequestXml xml, AgentState wanted, CentreRules rules, out ReasonCode? reason)
    {
        reason = null;
        if (xml.Text("reasonCodeId") is not { } text)
            return rules.NeedsReason(wanted) ? Refusal.ParameterMissing("reasonCodeId") : null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            reason = rules.FindReason(id, wanted);
        return reason is null ? Refusal.InvalidInput("reasonCodeId", text) : null;
    }
}
