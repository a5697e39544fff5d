using System.Text.Json;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>MassTransit's JSON envelope, written by hand as a program without MassTransit would.</summary>
internal static class Envelopes
{
    public const string ContentType = "application/vnd.masstransit+json";

    /// <summary>An envelope around a message of the contracts.</summary>
    /// <param name="type">The contract's name, in the namespace Connector.Contracts.</param>
    /// <param name="message">The message.</param>
    /// <param name="messageId">The message id.</param>
    /// <param name="responseAddress">Where the answer goes, or null.</param>
    /// <param name="expirationTime">When the message is void, or null.</param>
    public static string Of(
        string type, object message, Guid messageId, string? responseAddress = null, DateTimeOffset? expirationTime = null) =>
        JsonSerializer.Serialize(new
        {
            messageId,
            requestId = responseAddress is null ? (Guid?)null : messageId,
            responseAddress,
            messageType = new[] { "urn:message:Connector.Contracts:" + type },
            message,
            expirationTime = expirationTime?.UtcDateTime,
        });
}
