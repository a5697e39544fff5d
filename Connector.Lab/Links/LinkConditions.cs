namespace Connector.Lab.Links;

/// <summary>How well a link carries what goes through it.</summary>
public sealed record LinkConditions
{
    /// <summary>A link that carries everything at once.</summary>
    public static LinkConditions Clean { get; } = new();

    /// <summary>The way from whoever connected to the target.</summary>
    public LinkDirection ToTarget { get; init; } = LinkDirection.Clean;

    /// <summary>The way back.</summary>
    public LinkDirection ToClient { get; init; } = LinkDirection.Clean;

    /// <summary>The chance, from 0 to 1, that an open connection is reset within a second: a link that flaps.</summary>
    public double ResetsPerSecond { get; init; }

    /// <summary>The same in both directions.</summary>
    /// <param name="delay">How much later what is sent arrives, each way.</param>
    /// <param name="bytesPerSecond">How much goes through each way and connection; 0 without limit.</param>
    /// <returns>The conditions.</returns>
    public static LinkConditions BothWays(TimeSpan delay = default, long bytesPerSecond = 0)
    {
        var direction = new LinkDirection { Delay = delay, BytesPerSecond = bytesPerSecond };
        return new LinkConditions { ToTarget = direction, ToClient = direction };
    }
}

/// <summary>How well a link carries what goes one way.</summary>
public sealed record LinkDirection
{
    /// <summary>Everything at once.</summary>
    public static LinkDirection Clean { get; } = new();

    /// <summary>How much later what is sent arrives. It costs no throughput, as on a long line.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many bytes a second each connection carries; 0 for no limit.</summary>
    public long BytesPerSecond { get; init; }
}

/// <summary>What a link does with what comes.</summary>
public enum LinkState
{
    /// <summary>It carries it, under its <see cref="LinkConditions"/>.</summary>
    Open,

    /// <summary>Connections were reset and new ones are refused, as by a server whose process is gone.</summary>
    Refusing,

    /// <summary>Nothing arrives and nobody is told, as with a cable that was pulled: connections stay open, new ones hang.</summary>
    Silent,
}
