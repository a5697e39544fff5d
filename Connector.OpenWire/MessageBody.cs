using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire;

/// <summary>
/// Makes a body out of a message's content. ActiveMQ's classes each have a form of their own: a text has its length in front (and, compressed, inside the zlib
/// stream), compressed bytes have their length in front of it (ActiveMQTextMessage, ActiveMQBytesMessage, ActiveMQMapMessage).
/// </summary>
internal static class MessageBody
{
    private const int LengthBytes = sizeof(int);

    /// <summary>The body of a message; a slice of its content where nothing had to be inflated or transcoded.</summary>
    /// <exception cref="MalformedMessageException">The content is damaged, or inflates beyond the limit.</exception>
    internal static ReadOnlyMemory<byte> Read(in WireMessage message, int maxBytes)
    {
        if (message.Content is not { IsEmpty: false } content)
            return default;
        if (message.Compressed)
        {
            if (message.Kind == MessageBodyKind.Bytes)
                return InflateBytes(content, maxBytes);
            content = Inflate(content, maxBytes);
        }

        return message.Kind == MessageBodyKind.Text ? ReadText(content) : content;
    }

    /// <summary>A map of typed values.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not a map.</exception>
    internal static Dictionary<string, object?> ReadMap(ReadOnlySpan<byte> bytes, string what)
    {
        try
        {
            var reader = new WireReader(bytes);
            return PropertyMap.Read(ref reader);
        }
        catch (ProtocolViolationException cause)
        {
            throw new MalformedMessageException($"The {what} of the message cannot be read: {cause.Message}", cause);
        }
    }

    // The length in front counts: the Java client compresses its whole buffer, the unused end included (seen with 5.17.2).
    private static ReadOnlyMemory<byte> InflateBytes(ReadOnlyMemory<byte> content, int maxBytes)
    {
        var inflated = Inflate(Behind(content, LengthBytes), maxBytes);
        var length = BinaryPrimitives.ReadInt32BigEndian(content.Span);
        return length >= 0 && length <= inflated.Length
            ? inflated[..length]
            : throw new MalformedMessageException($"A compressed body announces {length:N0} bytes and has {inflated.Length:N0}.");
    }

    private static ReadOnlyMemory<byte> ReadText(ReadOnlyMemory<byte> content)
    {
        var text = Behind(content, LengthBytes);
        var length = BinaryPrimitives.ReadInt32BigEndian(content.Span);
        // A null text has the length -1.
        if (length < 0)
            return default;
        if (length > text.Length)
            throw new MalformedMessageException($"A text announces {length:N0} bytes and has {text.Length:N0}.");
        text = text[..length];
        if (Utf8.IsValid(text.Span))
            return text;
        try
        {
            return Encoding.UTF8.GetBytes(ModifiedUtf8.Decode(text.Span));
        }
        catch (ProtocolViolationException cause)
        {
            throw new MalformedMessageException($"A text message's body is not text: {cause.Message}", cause);
        }
    }

    private static ReadOnlyMemory<byte> Behind(ReadOnlyMemory<byte> content, int bytes) => content.Length >= bytes
        ? content[bytes..]
        : throw new MalformedMessageException($"The content has {content.Length} bytes and begins with a length of {bytes}.");

    private static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> content, int maxBytes)
    {
        try
        {
            using var compressed = new MemoryStream(content.ToArray(), writable: false);
            using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
            using var inflated = new MemoryStream();
            Span<byte> chunk = stackalloc byte[4096];
            for (int read; (read = zlib.Read(chunk)) > 0;)
            {
                if (inflated.Length + read > maxBytes)
                    throw new MalformedMessageException($"A compressed body inflates to more than the limit of {maxBytes:N0} bytes.");
                inflated.Write(chunk[..read]);
            }

            return inflated.GetBuffer().AsMemory(0, (int)inflated.Length);
        }
        catch (InvalidDataException cause)
        {
            throw new MalformedMessageException($"A compressed body cannot be inflated: {cause.Message}", cause);
        }
    }
}
