namespace Connector.Benchmarks;

/// <summary>A figure of a measurement that can be compared.</summary>
internal sealed record Figure(string Unit, Func<Measurement, double> Of)
{
    /// <summary>From the first send to the last receipt.</summary>
    public static Figure Rate { get; } = new("/s", measured => measured.Rate);

    /// <summary>While sending.</summary>
    public static Figure SendRate { get; } = new("/s", measured => measured.SendRate);

    /// <summary>While receiving what had gathered.</summary>
    public static Figure ReceiveRate { get; } = new("/s", measured => measured.ReceiveRate);

    /// <summary>Median of the way, in milliseconds.</summary>
    public static Figure WayP50 { get; } = new("ms", measured => measured.Way.P50.TotalMilliseconds);

    /// <summary>Allocated for a message sent.</summary>
    public static Figure SendAllocated { get; } = new("B", measured => measured.SendAllocated);

    /// <summary>Allocated for a message received.</summary>
    public static Figure ReceiveAllocated { get; } = new("B", measured => measured.ReceiveAllocated);
}

/// <summary>What a client has to reach.</summary>
/// <param name="Client">Which client.</param>
/// <param name="Figure">Which figure.</param>
/// <param name="IsAtLeast">Whether the bound is the least or the most.</param>
/// <param name="Bound">The bound: a ratio to the Java client's figure, or the figure itself.</param>
/// <param name="IsRatio">Which of the two.</param>
internal sealed record Promise(ClientKind Client, Figure Figure, bool IsAtLeast, double Bound, bool IsRatio = true)
{
    /// <summary>Whether a value is within the bound.</summary>
    public bool IsMetBy(double value) => IsAtLeast ? value >= Bound : value <= Bound;
}

/// <summary>A piece of work that the clients do in turn, and what they have to reach.</summary>
internal sealed record Row(string Key, string Title, Work Work, params Promise[] Promises);

/// <summary>The rows of the table.</summary>
internal static class Rows
{
    private const bool Persistent = true;
    private const bool Passing = false;

    /// <summary>Every row. The messages of a run take the Java client about a second, or are as many as the broker holds in memory.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        new(
            "persistent-1", "persistent, one at a time, to consume",
            new Work(WorkKind.Flow, Persistent, Producers: 1, Parallel: 1, Count: 2_000),
            AtLeast(ClientKind.OpenWire, Figure.Rate, 1.0), AtLeast(ClientKind.MassTransit, Figure.Rate, 0.6)),
        new(
            "persistent-8", "persistent, 8 producers / 20 in parallel, to consume",
            new Work(WorkKind.Flow, Persistent, Producers: 8, Parallel: 20, Count: 4_000),
            AtLeast(ClientKind.OpenWire, Figure.Rate, 1.0), AtLeast(ClientKind.MassTransit, Figure.Rate, 0.9)),
        new(
            "passing-1", "non-persistent, 1 producer, to consume",
            new Work(WorkKind.Flow, Passing, Producers: 1, Parallel: 1, Count: 20_000),
            AtLeast(ClientKind.OpenWire, Figure.Rate, 1.0), AtLeast(ClientKind.MassTransit, Figure.Rate, 0.35)),
        new(
            "passing-8", "non-persistent, 8 producers / 100 in parallel, to consume",
            new Work(WorkKind.Flow, Passing, Producers: 8, Parallel: 100, Count: 20_000),
            AtLeast(ClientKind.OpenWire, Figure.Rate, 1.0), AtLeast(ClientKind.MassTransit, Figure.Rate, 0.9)),
        new(
            "request-1", "request/response, persistent, one at a time",
            new Work(WorkKind.Request, Persistent, Producers: 1, Parallel: 1, Count: 1_000),
            AtMost(ClientKind.OpenWire, Figure.WayP50, 1.0), AtMost(ClientKind.MassTransit, Figure.WayP50, 2.0)),
        new(
            "request-50", "request/response, persistent, 50 in flight",
            new Work(WorkKind.Request, Persistent, Producers: 1, Parallel: 50, Count: 2_000),
            AtLeast(ClientKind.OpenWire, Figure.Rate, 1.0), AtLeast(ClientKind.MassTransit, Figure.Rate, 1.0),
            new Promise(ClientKind.MassTransit, Figure.WayP50, IsAtLeast: false, Bound: 20, IsRatio: false)),
        new(
            "store-passing", "non-persistent, 1 producer: send, then receive",
            new Work(WorkKind.Store, Passing, Producers: 1, Parallel: 1, Count: 10_000),
            AtLeast(ClientKind.OpenWire, Figure.SendRate, 1.0), AtLeast(ClientKind.OpenWire, Figure.ReceiveRate, 1.0),
            Allocated(Figure.SendAllocated), Allocated(Figure.ReceiveAllocated)),
        new(
            "store-persistent", "persistent, 1 producer: send, then receive",
            // Many, because they are received in a tenth of the time that they were sent in.
            new Work(WorkKind.Store, Persistent, Producers: 1, Parallel: 1, Count: 10_000),
            AtLeast(ClientKind.OpenWire, Figure.SendRate, 1.0), AtLeast(ClientKind.OpenWire, Figure.ReceiveRate, 1.0),
            Allocated(Figure.SendAllocated), Allocated(Figure.ReceiveAllocated)),
    ];

    private static Promise AtLeast(ClientKind client, Figure figure, double ratio) => new(client, figure, IsAtLeast: true, ratio);

    private static Promise AtMost(ClientKind client, Figure figure, double ratio) => new(client, figure, IsAtLeast: false, ratio);

    private static Promise Allocated(Figure figure) => new(ClientKind.OpenWire, figure, IsAtLeast: false, Bound: 1024, IsRatio: false);
}
