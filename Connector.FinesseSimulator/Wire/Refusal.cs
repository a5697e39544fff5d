using System.Xml.Linq;

namespace Connector.FinesseSimulator.Wire;

/// <summary>A synchronous refusal: Finesse's own, before anything reached the telephony (facts 1.4 to 1.6).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">The ErrorType.</param>
/// <param name="Message">The ErrorMessage.</param>
/// <param name="Data">The ErrorData; may be empty.</param>
internal sealed record Refusal(int Status, string Type, string Message, string Data)
{
    /// <summary>The body, as the vendor documents it.</summary>
    public string ToXml() => new XElement("ApiErrors", new XElement(
        "ApiError", new XElement("ErrorType", Type), new XElement("ErrorMessage", Message), new XElement("ErrorData", Data)))
        .ToString(SaveOptions.DisableFormatting);

    public static Refusal BadRequest(string message) => new(400, "Bad Request", message, "");

    public static Refusal ParameterMissing(string parameter) =>
        new(400, "Parameter Missing", $"The required parameter {parameter} is missing.", parameter);

    public static Refusal InvalidInput(string parameter, string? value) =>
        new(400, "Invalid Input", $"The value of {parameter} is not valid.", value ?? "");

    public static Refusal SameDestination(string address) =>
        InvalidDestination("The toAddress and the fromAddress are the same.", address);

    public static Refusal InvalidDestination(string message, string address) =>
        new(400, "Invalid Destination", message, address);

    public static Refusal InvalidState(string message, string data) => new(400, "Invalid State", message, data);

    public static Refusal StateNotSupported(string action, string address) =>
        new(401, "Invalid State", $"{action} is not possible in the state of this participant.", address);

    public static Refusal Unauthorized(string user) => new(401, "Authorization Failure", "UNAUTHORIZED", user);

    public static Refusal OtherUser(string id) => new(
        401, "Invalid Authorization User Specified",
        "The user specified in the authentication credentials and the uri don't match.", id);

    public static Refusal InvalidSupervisor(string id) =>
        new(401, "Invalid Supervisor", "The user is not in a team of this supervisor.", id);

    public static Refusal UserNotFound(string id) => new(404, "User Not Found", "UNKNOWN_USER", id);

    public static Refusal DialogNotFound(string id) => new(404, "Dialog Not Found", "Invalid dialogId specified for dialog", id);

    public static Refusal NotFound(string path) => new(404, "Not Found", "There is no such object.", path);

    public static Refusal NotImplemented(string action) =>
        new(501, "Not Implemented", $"{action} is not implemented on this deployment.", action);

    public static readonly Refusal OutOfService = new(503, "Service Unavailable", "SERVER_OUT_OF_SERVICE", "");
}
