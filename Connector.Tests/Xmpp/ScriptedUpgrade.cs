using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Shouldly;

namespace Connector.Tests.Xmpp;

/// <summary>The server's side of a WebSocket's upgrade (RFC 6455, 4.2), as a test tells it to be.</summary>
internal static class ScriptedUpgrade
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Accepts the upgrade as a server should.</summary>
    public static async Task<WebSocket> AcceptAsync(NetworkStream stream)
    {
        string request = await ReadRequestAsync(stream);
        request.ShouldStartWith("GET /ws/ HTTP/1.1\r\n");
        Header(request, "Sec-WebSocket-Protocol").ShouldBe("xmpp");
        await AnswerAsync(stream, request, "xmpp");
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = "xmpp" });
    }

    /// <summary>Reads the client's request up to its empty line.</summary>
    public static async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        byte[] one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            (await stream.ReadAsync(one)).ShouldBe(1, "the client to send its request");
            request.Append((char)one[0]);
        }

        return request.ToString();
    }

    /// <summary>Answers 101, with the sub-protocol that the test wants.</summary>
    public static async Task AnswerAsync(NetworkStream stream, string request, string? subProtocol)
    {
#pragma warning disable CA5350 // RFC 6455 wants SHA-1 here; it protects nothing.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(Header(request, "Sec-WebSocket-Key") + Magic)));
#pragma warning restore CA5350
        string protocol = subProtocol is null ? "" : $"Sec-WebSocket-Protocol: {subProtocol}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n{protocol}\r\n"));
    }

    private static string Header(string request, string name) => request.Split("\r\n")
        .Single(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();
}
