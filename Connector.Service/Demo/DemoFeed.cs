using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Connector.Service.Demo;

/// <summary>One line of the page's log.</summary>
/// <param name="Id">Its number, one more each time.</param>
/// <param name="Time">When.</param>
/// <param name="Kind"><c>request</c>, <c>answer</c> or <c>event</c>.</param>
/// <param name="Name">The message's name in the contracts.</param>
/// <param name="RequestId">For a request and its answer: the message id of the request.</param>
/// <param name="Body">The message, without secrets.</param>
internal sealed record DemoEntry(long Id, DateTimeOffset Time, string Kind, string Name, string? RequestId, JsonNode? Body);

/// <summary>What the page's client app sent and got: the last entries, and a way to follow new ones. A reader that is too slow
/// loses its oldest.</summary>
internal sealed class DemoFeed(TimeProvider time)
{
    private const int Kept = 500;
    private static readonly string[] Secrets = ["password", "accessToken"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Lock _gate = new();
    private readonly Queue<DemoEntry> _entries = new();
    private readonly HashSet<Channel<DemoEntry>> _readers = [];
    private long _lastId;

    /// <summary>Adds a message.</summary>
    public void Add(string kind, object message, string? requestId = null)
    {
        var body = Masked(message);
        lock (_gate)
        {
            var entry = new DemoEntry(++_lastId, time.GetUtcNow(), kind, message.GetType().Name, requestId, body);
            _entries.Enqueue(entry);
            if (_entries.Count > Kept)
                _entries.Dequeue();
            foreach (var reader in _readers)
                reader.Writer.TryWrite(entry);
        }
    }

    /// <summary>The entries after a number, and every later one as it comes.</summary>
    public async IAsyncEnumerable<DemoEntry> FollowAsync(
        long afterId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = Channel.CreateBounded<DemoEntry>(
            new BoundedChannelOptions(Kept) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
        DemoEntry[] known;
        lock (_gate)
        {
            // A number from before a restart of the service says nothing about these entries.
            known = [.. _entries.Where(entry => entry.Id > afterId || afterId > _lastId)];
            _readers.Add(reader);
        }
        try
        {
            foreach (var entry in known)
                yield return entry;
            await foreach (var entry in reader.Reader.ReadAllAsync(cancellationToken))
                yield return entry;
        }
        finally
        {
            lock (_gate)
                _readers.Remove(reader);
        }
    }

    private static JsonNode? Masked(object message)
    {
        var node = JsonSerializer.SerializeToNode(message, message.GetType(), Json);
        foreach (var secret in Secrets)
        {
            if (node is JsonObject body && body[secret] is not null)
                body[secret] = "***";
        }
        return node;
    }
}
