using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Contracts.Sync;

namespace Connector.Service.Cluster.Sync;

/// <summary>Messages between connectors as bytes. Pure. Whatever comes in, reading gives a whole message or none.</summary>
internal static class SyncCodec
{
    /// <summary>No body may be larger, packed or not: a hundred agents with all that is remembered of them are a few megabytes.</summary>
    public const int LargestBody = 32 * 1024 * 1024;

    // Below, packing costs more than it saves; a heartbeat stays readable on the wire.
    private const int PackFrom = 2048;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        // What sessions write is JSON in a JSON string: two bytes for each quote, not six. It goes into no web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Dictionary<string, Type> Types = typeof(SyncMessage).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(SyncMessage)) && !type.IsAbstract)
        .ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>Writes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="number">Its number in this run.</param>
    /// <returns>What goes over the wire.</returns>
    public static SyncFrame Encode(SyncMessage message, long number)
    {
        var type = message.GetType();
        var body = JsonSerializer.SerializeToUtf8Bytes(message, type, Json);
        return body.Length < PackFrom
            ? new(number, type.Name, message.To, body, IsPacked: false)
            : new(number, type.Name, message.To, Pack(body), IsPacked: true);
    }

    /// <summary>Reads a message.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="body">Its body.</param>
    /// <param name="isPacked">Whether the body is compressed.</param>
    /// <returns>The message; null: of a kind that this release does not know, too large, or damaged.</returns>
    public static SyncMessage? Decode(string? type, ReadOnlyMemory<byte> body, bool isPacked)
    {
        if (type is null || !Types.TryGetValue(type, out var known) || body.Length > LargestBody)
            return null;
        try
        {
            var json = isPacked ? Unpack(body) : body;
            return JsonSerializer.Deserialize(json.Span, known, Json) is SyncMessage message && IsWhole(message) ? message : null;
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidDataException or NotSupportedException)
        {
            return null;
        }
    }

    // What the serializer does not refuse by itself: nothing where a list has to have something.
    private static bool IsWhole(SyncMessage message) => message switch
    {
        ConnectorHeartbeat beat => beat.Heard.All(heard => heard is not null),
        AgentOwnershipChanged change => IsWhole(change),
        SyncSnapshot snapshot => snapshot.Changes.All(change => change is not null && IsWhole(change))
            && snapshot.Agents.All(agent => agent is not null && IsWhole(agent.Claim) && IsWhole(agent.Progress)),
        HandoverOffer offer => offer.AgentId.Length > 0,
        HandoverAccepted accepted => accepted.AgentId.Length > 0,
        _ => true,
    };

    private static bool IsWhole(AgentOwnershipChanged change) => IsWhole(change.Claim) && (change.Progress is null || IsWhole(change.Progress));

    private static bool IsWhole(AgentClaim claim) => claim.AgentId.Length > 0;

    private static bool IsWhole(AgentProgress progress) =>
        progress.Events.All(published => published is not null) && progress.Requests.All(request => request is not null);

    private static ReadOnlyMemory<byte> Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(body);
        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> body)
    {
        using var packed = new MemoryStream(body.ToArray(), writable: false);
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = zlib.Read(chunk)) > 0;)
        {
            if (unpacked.Length + read > LargestBody)
                throw new InvalidDataException("The body unpacks to more than is allowed.");
            unpacked.Write(chunk, 0, read);
        }

        return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
    }
}
