using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Shouldly;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>
/// A raw STOMP 1.2 client (stomp.github.io/stomp-specification-1.2.html), a few dozen lines over a socket: what any language can do with the
/// broker, and the hand with which tests put anything at all on a queue and look at what became of it.
/// </summary>
internal sealed class StompClient : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private readonly ArrayBufferWriter<byte> _received = new();
    private readonly Queue<StompFrame> _messages = new();
    private int _subscriptions;

    private StompClient()
    {
    }

    public static async Task<StompClient> ConnectAsync(int port)
    {
        var client = new StompClient();
        await client._tcp.ConnectAsync("127.0.0.1", port);
        await client.WriteAsync("CONNECT", new() { ["accept-version"] = "1.2", ["host"] = "localhost", ["heart-beat"] = "0,0" }, []);
        await client.ReadAnswerAsync("CONNECTED");
        return client;
    }

    /// <summary>Sends a message and waits until the broker has it.</summary>
    /// <param name="destination">As ActiveMQ maps it: <c>/queue/connector</c>, <c>/topic/VirtualTopic.…</c>.</param>
    /// <param name="body">The body. It goes with a content length, which makes it a JMS BytesMessage.</param>
    /// <param name="headers">Further headers; unknown ones become JMS properties.</param>
    public async Task SendAsync(string destination, string body, params (string Name, string Value)[] headers)
    {
        var receipt = Guid.NewGuid().ToString("N");
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["destination"] = destination, ["receipt"] = receipt };
        foreach (var (name, value) in headers)
            all[name] = value;
        await WriteAsync("SEND", all, Encoding.UTF8.GetBytes(body));
        (await ReadAnswerAsync("RECEIPT")).Headers["receipt-id"].ShouldBe(receipt);
    }

    /// <summary>Subscribes; the messages come by <see cref="ReadMessageAsync"/>.</summary>
    public async Task SubscribeAsync(string destination)
    {
        var receipt = Guid.NewGuid().ToString("N");
        var id = (++_subscriptions).ToString(CultureInfo.InvariantCulture);
        await WriteAsync("SUBSCRIBE", new() { ["id"] = id, ["destination"] = destination, ["ack"] = "auto", ["receipt"] = receipt }, []);
        await ReadAnswerAsync("RECEIPT");
    }

    /// <summary>The next message, or the next one whose body is wanted; others are passed over.</summary>
    public async Task<StompFrame> ReadMessageAsync(Func<string, bool>? isWanted = null)
    {
        while (true)
        {
            var message = _messages.TryDequeue(out var kept) ? kept : await ReadFrameAsync();
            message.Command.ShouldBe("MESSAGE", message.Body);
            if (isWanted is null || isWanted(message.Body))
                return message;
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(string command, Dictionary<string, string> headers, byte[] body)
    {
        var head = new StringBuilder(command).Append('\n');
        foreach (var (name, value) in headers)
            head.Append(name).Append(':').Append(command == "CONNECT" ? value : Escape(value)).Append('\n');
        if (body.Length > 0)
            head.Append(CultureInfo.InvariantCulture, $"content-length:{body.Length}\n");
        head.Append('\n');
        byte[] frame = [.. Encoding.UTF8.GetBytes(head.ToString()), .. body, 0];
        await _tcp.GetStream().WriteAsync(frame);
    }

    // The broker's answer to a command; messages that come before it are kept.
    private async Task<StompFrame> ReadAnswerAsync(string command)
    {
        var frame = await ReadFrameAsync();
        for (; frame.Command == "MESSAGE"; frame = await ReadFrameAsync())
            _messages.Enqueue(frame);
        frame.Command.ShouldBe(command, frame.Body);
        return frame;
    }

    private async Task<StompFrame> ReadFrameAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        StompFrame? frame;
        while ((frame = TakeFrame()) is null)
        {
            var read = await _tcp.GetStream().ReadAsync(_received.GetMemory(64 * 1024), timeout.Token);
            if (read == 0)
                throw new EndOfStreamException("The broker closed the STOMP connection.");
            _received.Advance(read);
        }

        return frame;
    }

    private StompFrame? TakeFrame()
    {
        var all = _received.WrittenSpan;
        var start = 0;
        while (start < all.Length && all[start] is (byte)'\n' or (byte)'\r')
            start++;
        var headLength = all[start..].IndexOf("\n\n"u8);
        if (headLength < 0)
            return null;

        var lines = Encoding.UTF8.GetString(all.Slice(start, headLength)).Split('\n');
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.TryAdd(Unescape(line[..colon]), Unescape(line[(colon + 1)..]));
        }

        var rest = all[(start + headLength + 2)..];
        var length = headers.TryGetValue("content-length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : rest.IndexOf((byte)0);
        if (length < 0 || rest.Length <= length)
            return null;

        var frame = new StompFrame(lines[0], headers, Encoding.UTF8.GetString(rest[..length]));
        var left = rest[(length + 1)..].ToArray();
        _received.Clear();
        _received.Write(left);
        return frame;
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace(":", "\\c", StringComparison.Ordinal);

    private static string Unescape(string value) => value
        .Replace("\\c", ":", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
        .Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
}

internal sealed record StompFrame(string Command, IReadOnlyDictionary<string, string> Headers, string Body);
