using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.Lab.ClientApps;

/// <summary>What a line of a client app's log tells of.</summary>
internal enum ClientLineKind
{
    /// <summary>The agent is connected: from this sequence, state and calls on, the app follows.</summary>
    Began,

    /// <summary>A request goes out.</summary>
    Sent,

    /// <summary>The request was answered.</summary>
    Answered,

    /// <summary>No answer came within the client library's limit, however often it was sent.</summary>
    Unanswered,

    /// <summary>The feed handed an event on.</summary>
    Event,

    /// <summary>The feed handed on the state that resulted from events which cannot be had any more.</summary>
    Resumed,

    /// <summary>Events are missing for good.</summary>
    Missed,

    /// <summary>What the app knows of the agent in the end.</summary>
    Final,
}

/// <summary>One line of a client app's log: what it did or saw. It is all that the judge learns of a client.</summary>
/// <param name="At">When, as milliseconds of Unix time.</param>
/// <param name="Kind">What.</param>
/// <param name="Agent">The agent.</param>
internal sealed record ClientLine(double At, ClientLineKind Kind, string Agent)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<ClientLineKind>(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The request's message id, as the connector hands it to Finesse.</summary>
    public string? Id { get; init; }

    /// <summary>The request's contract, such as <c>MakeReady</c>.</summary>
    public string? Type { get; init; }

    /// <summary><c>accepted</c>, or the code of the refusal.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why: the refusal's or failure's sentence.</summary>
    public string? Why { get; init; }

    /// <summary>The connector that answered or published.</summary>
    public string? Connector { get; init; }

    /// <summary>The event's number, the report's, or the last one missing.</summary>
    public long? Sequence { get; init; }

    /// <summary>The first one missing.</summary>
    public long? From { get; init; }

    /// <summary>The event's epoch.</summary>
    public long? Epoch { get; init; }

    /// <summary>The event's id.</summary>
    public string? EventId { get; init; }

    /// <summary>What the event is about: <c>state</c>, <c>call 16804377</c>, or <c>session</c> and the like, of which Finesse says
    /// nothing.</summary>
    public string? About { get; init; }

    /// <summary>What it says, as <see cref="Fingerprint"/> words it.</summary>
    public string? Print { get; init; }

    /// <summary>The calls, where the whole picture is told: about what, and the print.</summary>
    public IReadOnlyDictionary<string, string>? Calls { get; init; }

    /// <summary>The line.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a line.</summary>
    /// <returns>The line; null where it is none, as the last one of an app that was killed.</returns>
    public static ClientLine? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ClientLine>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
