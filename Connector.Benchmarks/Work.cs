using System.Runtime.InteropServices;

namespace Connector.Benchmarks;

/// <summary>What a client is asked to do.</summary>
internal enum WorkKind
{
    /// <summary>Send while a consumer on another connection receives.</summary>
    Flow,

    /// <summary>Send with nobody there, then receive what has gathered.</summary>
    Store,

    /// <summary>Requests that a responder on another connection answers.</summary>
    Request,
}

/// <summary>One piece of work, the same for every client.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Persistent">Whether the broker keeps the messages on disk; senders then wait for its answer.</param>
/// <param name="Producers">How many senders there are at once; the Java client has a connection for each.</param>
/// <param name="Parallel">How many sends MassTransit has in flight; for requests: how many requests each client has unanswered.</param>
/// <param name="Count">How many messages, or requests.</param>
internal sealed record Work(WorkKind Kind, bool Persistent, int Producers, int Parallel, int Count)
{
    /// <summary>The body of each message and each answer, in bytes.</summary>
    public const int BodyBytes = 1024;

    /// <summary>How long one run may take before it counts as hung.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);
}

/// <summary>The 50th and the 99th percentile.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Percentiles(TimeSpan P50, TimeSpan P99);

/// <summary>What one run of a piece of work gave.</summary>
internal sealed record Measurement
{
    /// <summary>Messages or requests a second, from the first send to the last receipt.</summary>
    public required double Rate { get; init; }

    /// <summary>Messages a second while sending.</summary>
    public double SendRate { get; init; }

    /// <summary>Messages a second while receiving what had gathered; 0 where nothing had.</summary>
    public double ReceiveRate { get; init; }

    /// <summary>How long a send took, until the client let its caller go on.</summary>
    public Percentiles Send { get; init; }

    /// <summary>A message's way from its sender to its consumer, or a request's to its answer.</summary>
    public Percentiles Way { get; init; }

    /// <summary>Bytes that the process allocated for each message sent; 0 where not measured.</summary>
    public double SendAllocated { get; init; }

    /// <summary>Bytes that the process allocated for each message received; 0 where not measured.</summary>
    public double ReceiveAllocated { get; init; }
}

/// <summary>A client that can do the work.</summary>
internal interface IBenchClient : IAsyncDisposable
{
    /// <summary>Which one.</summary>
    ClientKind Kind { get; }

    /// <summary>Does the work once, on queues that nobody else uses.</summary>
    Task<Measurement> RunAsync(Work work, CancellationToken cancellationToken);
}

/// <summary>The clients compared.</summary>
internal enum ClientKind
{
    /// <summary>activemq-client, the measure.</summary>
    Java,

    /// <summary>Connector.OpenWire.</summary>
    OpenWire,

    /// <summary>MassTransit over Connector.ActiveMqTransport, JSON envelope.</summary>
    MassTransit,
}
