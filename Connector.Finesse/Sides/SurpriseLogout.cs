namespace Connector.Finesse.Sides;

/// <summary>What is known where an agent is suddenly signed out.</summary>
/// <param name="Before">His state as last known.</param>
/// <param name="ReasonCode">The code of the reason that Finesse gave, or its database id where it gave no more; null or
/// <c>-1</c> for none.</param>
/// <param name="IsAskedFor">Whether a client asked for the sign-out.</param>
/// <param name="SinceMove">How long ago he moved; null where he never did.</param>
/// <param name="WasMended">Whether he was signed in again after this move already.</param>
public sealed record SurpriseLogout(string Before, string? ReasonCode, bool IsAskedFor, TimeSpan? SinceMove, bool WasMended)
{
    /// <summary>
    /// How long after a move the old side may still sign the agent out: it takes 120 s at the most to miss a session, and 60 s
    /// until it acts (Cisco's guide, "Desktop presence and forced logout").
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(180);

    /// <summary>The state of an agent who is signed out.</summary>
    public const string Logout = "LOGOUT";

    /// <summary>The reason with which Finesse signs out an agent whose client is gone.</summary>
    private const string ClientGone = "255";

    /// <summary>Whether the sign-out is none of the agent's: he is signed in again, once, and no client hears of it.</summary>
    public bool IsToBeMended =>
        Before is not (Logout or "")
        && !IsAskedFor
        && !WasMended
        && SinceMove is { } since && since <= Window
        && IsNobodys(ReasonCode);

    /// <summary>Whether a sign-out with this reason is none that a person made: no reason, or that of a client who is gone.</summary>
    /// <param name="reasonCode">The code of the reason, or its database id where Finesse gave no more; null or <c>-1</c> for
    /// none.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsNobodys(string? reasonCode) => reasonCode is null or "" or "-1" or ClientGone;
}
