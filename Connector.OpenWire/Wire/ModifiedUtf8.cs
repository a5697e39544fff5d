using System.Text;
using System.Text.Unicode;

namespace Connector.OpenWire.Wire;

/// <summary>
/// Java's modified UTF-8 (java.io.DataInput): NUL as two bytes, and each half of a surrogate pair as three bytes of its own.
/// </summary>
internal static class ModifiedUtf8
{
    internal const int MaxBytesPerChar = 3;

    internal static int GetByteCount(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
            count += c is >= '\x01' and <= '\x7f' ? 1 : c <= '\u07ff' ? 2 : 3;
        return count;
    }

    /// <summary>Whether plain UTF-8 holds what modified UTF-8 writes in another way: NUL or characters beyond the basic plane.</summary>
    internal static bool Differs(ReadOnlySpan<byte> utf8) => utf8.IndexOf((byte)0) >= 0 || utf8.IndexOfAnyInRange((byte)0xf0, (byte)0xff) >= 0;

    /// <summary>Encodes into a span with room for what <see cref="GetByteCount"/> says; returns the bytes written.</summary>
    internal static int Encode(ReadOnlySpan<char> text, Span<byte> target)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c is >= '\x01' and <= '\x7f')
            {
                target[length++] = (byte)c;
            }
            else if (c <= '\u07ff')
            {
                target[length++] = (byte)(0xc0 | (c >> 6));
                target[length++] = (byte)(0x80 | (c & 0x3f));
            }
            else
            {
                target[length++] = (byte)(0xe0 | (c >> 12));
                target[length++] = (byte)(0x80 | ((c >> 6) & 0x3f));
                target[length++] = (byte)(0x80 | (c & 0x3f));
            }
        }

        return length;
    }

    /// <summary>Decodes; plain UTF-8's four-byte form, which some other clients write here, is understood too.</summary>
    /// <exception cref="ProtocolViolationException">The bytes are neither.</exception>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        // Where no NUL and no surrogate pair is in it, the two forms are the same, and the framework's is the faster one.
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);

        var text = new StringBuilder(bytes.Length);
        for (var at = 0; at < bytes.Length;)
        {
            int lead = bytes[at];
            switch (lead >> 4)
            {
                case <= 7:
                    text.Append((char)lead);
                    at++;
                    break;
                case 12 or 13:
                    text.Append((char)(((lead & 0x1f) << 6) | Tail(bytes, at + 1)));
                    at += 2;
                    break;
                case 14:
                    text.Append((char)(((lead & 0x0f) << 12) | (Tail(bytes, at + 1) << 6) | Tail(bytes, at + 2)));
                    at += 3;
                    break;
                case 15 when Rune.DecodeFromUtf8(bytes[at..], out var rune, out var consumed) == System.Buffers.OperationStatus.Done:
                    text.Append(rune.ToString());
                    at += consumed;
                    break;
                default:
                    throw Malformed(at);
            }
        }

        return text.ToString();
    }

    private static int Tail(ReadOnlySpan<byte> bytes, int at) =>
        at < bytes.Length && (bytes[at] & 0xc0) == 0x80 ? bytes[at] & 0x3f : throw Malformed(at);

    private static ProtocolViolationException Malformed(int at) => new($"A string is not modified UTF-8 (at its byte {at}).");
}
