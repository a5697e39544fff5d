using System.Net.Sockets;

namespace Connector.Xmpp.Wire;

/// <summary>
/// A TCP connection that remembers the first two bytes that came in: they tell whether the port speaks TLS, whatever the TLS
/// library, the HTTP client or the XML reader make of them.
/// </summary>
internal sealed class ReachedStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const byte Alert = 21;
    private const byte Major = 3;

    private byte _first;
    private byte _second;
    private int _known;

    /// <summary>Whether what came in begins as a TLS alert does (RFC 8446, 5.1): the answer of a port for TLS to plain text.</summary>
    public bool AnswersTlsAlert => _known == 2 && _first == Alert && _second == Major;

    /// <summary>Whether something came in and no TLS record: of four types, 20 to 23 (RFC 8446, 5.1).</summary>
    public bool AnswersPlain => _known > 0 && _first is < 20 or > 23;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _known == 2 || buffer.IsEmpty ? base.ReadAsync(buffer, cancellationToken) : NoteAsync(buffer, cancellationToken);

    private async ValueTask<int> NoteAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < read && _known < 2; i++)
        {
            if (_known++ == 0)
                _first = buffer.Span[i];
            else
                _second = buffer.Span[i];
        }

        return read;
    }
}
