namespace Connector.Finesse.Model;

/// <summary>
/// One error of Finesse: <c>ApiError</c> in a REST answer, <c>apiError</c> in a notification (Cisco's guide, "API errors"). What
/// Finesse left out, or sent empty, is null.
/// </summary>
/// <param name="Type">For instance <c>Invalid State</c>, <c>User Not Found</c>, <c>Call Operation Failure</c>.</param>
/// <param name="Message">A constant such as <c>CF_INVALID_OBJECT_STATE</c> or <c>UNKNOWN_USER</c>, or a sentence.</param>
/// <param name="Data">The CTI status number, or the value that was wrong.</param>
/// <param name="PeripheralErrorCode">The peripheral's own number (12.5 and later, by XMPP only).</param>
/// <param name="PeripheralErrorMessage">The peripheral's own constant.</param>
/// <param name="PeripheralErrorText">The peripheral's own words.</param>
public sealed record FinesseError(
    string? Type,
    string? Message,
    string? Data,
    string? PeripheralErrorCode = null,
    string? PeripheralErrorMessage = null,
    string? PeripheralErrorText = null)
{
    /// <summary>The message of a server that is out of service.</summary>
    public const string ServerOutOfService = "SERVER_OUT_OF_SERVICE";
}
