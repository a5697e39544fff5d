using System.Security.Cryptography;
using System.Text;

namespace Connector.Sagas.Sessions;

/// <summary>Ids that are the same wherever and whenever they are worked out from the same words.</summary>
internal static class EventIds
{
    /// <summary>The id of the <paramref name="index"/>th event that a Finesse notification gives.</summary>
    internal static Guid OfNotification(string agentId, string itemId, int index) => Of($"finesse|{agentId}|{itemId}|{index}");

    /// <summary>The id of the event that a Finesse notification gives for one part of a watched thing. By the part and not by its
    /// place, for how many events a notification gives depends on what is known already.</summary>
    internal static Guid OfWatch(string agentId, string itemId, string kind, string id, string part) =>
        Of($"watch|{agentId}|{itemId}|{kind}|{id}|{part}");

    /// <summary>The id of an event that the connector itself gives cause for.</summary>
    internal static Guid OfSession(string agentId, long epoch, long sequence) => Of($"session|{agentId}|{epoch}|{sequence}");

    /// <summary>The saga's correlation id of an agent.</summary>
    internal static Guid OfAgent(string agentId) => Of($"agent|{agentId}");

    /// <summary>A UUID of version 8 (RFC 9562, chapter 5.8) made from a SHA-256 of the words.</summary>
    private static Guid Of(string words)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(words), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
