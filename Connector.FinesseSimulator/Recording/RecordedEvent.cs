using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.FinesseSimulator.Recording;

/// <summary>What an event of a recording is.</summary>
internal enum RecordedKind
{
    /// <summary>A REST request as it came.</summary>
    Request,

    /// <summary>What was answered to it.</summary>
    Answer,

    /// <summary>A stanza from a client.</summary>
    XmppIn,

    /// <summary>A stanza to a client.</summary>
    XmppOut,

    /// <summary>A change made by the control API.</summary>
    Control,
}

/// <summary>One line of a recording: something the simulator saw or said. Credentials are never in it.</summary>
/// <param name="AtMs">Milliseconds from the recording's start.</param>
/// <param name="Side">The server, <c>A</c> or <c>B</c>; none for the control API.</param>
/// <param name="Kind">What it is.</param>
internal sealed record RecordedEvent(double AtMs, string? Side, RecordedKind Kind)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<RecordedKind>(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Which request it is, or which one it answers.</summary>
    public long? Number { get; init; }

    /// <summary>The user whose credentials came, or whose session it is.</summary>
    public string? User { get; init; }

    /// <summary>The resource of the session.</summary>
    public string? Resource { get; init; }

    /// <summary>The method of a request.</summary>
    public string? Method { get; init; }

    /// <summary>Path and query of a request.</summary>
    public string? Path { get; init; }

    /// <summary>The request's own id.</summary>
    public string? RequestId { get; init; }

    /// <summary>The status of an answer; 0 where the connection was reset instead.</summary>
    public int? Status { get; init; }

    /// <summary>The body or the stanza.</summary>
    public string? Text { get; init; }

    /// <summary>The line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a line.</summary>
    /// <returns>The event; none where the line is not one.</returns>
    public static RecordedEvent? FromLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RecordedEvent>(line, Json) is { AtMs: >= 0 } read && double.IsFinite(read.AtMs)
                ? read
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
