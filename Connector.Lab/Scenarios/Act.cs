using System.Globalization;
using Connector.Lab.Links;

namespace Connector.Lab.Scenarios;

/// <summary>Something that is done to the deployment, or waited for, in the course of a scenario.</summary>
internal abstract record Act
{
    private Act()
    {
    }

    /// <summary>Kills a part (SIGKILL).</summary>
    internal sealed record Kill(string Part) : Act
    {
        public override string ToString() => $"{Part} is killed";
    }

    /// <summary>Stops a part in order (SIGTERM).</summary>
    internal sealed record Stop(string Part) : Act
    {
        public override string ToString() => $"{Part} is stopped";
    }

    /// <summary>Freezes a part (SIGSTOP); its sockets stay open.</summary>
    /// <param name="Part">The part.</param>
    /// <param name="IsReplaced">Whether another one is expected to take over, so that nobody hears what it is told meanwhile.</param>
    internal sealed record Freeze(string Part, bool IsReplaced) : Act
    {
        public override string ToString() => $"{Part} is frozen";
    }

    /// <summary>Lets a part go on.</summary>
    internal sealed record Thaw(string Part) : Act
    {
        public override string ToString() => $"{Part} thaws";
    }

    /// <summary>Starts a part again; a connector is waited for until it is ready.</summary>
    internal sealed record Restart(string Part) : Act
    {
        public override string ToString() => $"{Part} is restored";
    }

    /// <summary>Cuts a link: connections are reset.</summary>
    internal sealed record Cut(string From, string To) : Act
    {
        public override string ToString() => $"the link from {From} to {To} is cut";
    }

    /// <summary>Restores a link, clean.</summary>
    internal sealed record Heal(string From, string To) : Act
    {
        public override string ToString() => $"the link from {From} to {To} is healed";
    }

    /// <summary>Makes a link bad without cutting it.</summary>
    internal sealed record Worsen(string From, string To, LinkConditions Conditions) : Act
    {
        public override string ToString() => $"the link from {From} to {To} is bad";
    }

    /// <summary>Sets the clock of a connector's host.</summary>
    internal sealed record Jump(string Connector, TimeSpan Offset) : Act
    {
        public override string ToString() => $"the clock of {Connector} is {Offset} ahead";
    }

    /// <summary>Lets time pass.</summary>
    /// <param name="For">How long.</param>
    /// <param name="UpTo">Where given, a random time between <paramref name="For"/> and this.</param>
    internal sealed record Wait(TimeSpan For, TimeSpan? UpTo = null) : Act
    {
        public override string ToString() => $"{For.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)} s pass";
    }

    /// <summary>Waits until a connector holds the subscriptions of all agents, and no other one any.</summary>
    internal sealed record AwaitAllAt(string Connector) : Act
    {
        public override string ToString() => $"every agent is at {Connector}";
    }

    /// <summary>Waits until a connector holds the subscriptions of all agents, whoever else may still seem to.</summary>
    internal sealed record AwaitOwnedBy(string Connector) : Act
    {
        public override string ToString() => $"every agent is owned by {Connector}";
    }

    /// <summary>Waits until a connector has the first of the agents: the others are about to come.</summary>
    internal sealed record AwaitFirstAt(string Connector) : Act
    {
        public override string ToString() => $"the first agent is at {Connector}";
    }

    /// <summary>Waits until each agent is at one connector.</summary>
    internal sealed record AwaitOneOwner : Act
    {
        public override string ToString() => "every agent is at one connector";
    }

    /// <summary>Does things one after the other, again and again for as long as a soak is to take (<see cref="ScenarioOptions.Soak"/>).</summary>
    internal sealed record Repeat(IReadOnlyList<Act> Acts) : Act
    {
        public override string ToString() => $"again and again: {string.Join(", ", Acts)}";
    }

    /// <summary>Does several things at the same moment.</summary>
    internal sealed record Together(IReadOnlyList<Act> Acts) : Act
    {
        public override string ToString() => string.Join(", ", Acts);
    }

    /// <summary>Several things at the same moment.</summary>
    public static Act AtOnce(params IReadOnlyList<Act> acts) => new Together(acts);

    /// <summary>Lets seconds pass.</summary>
    public static Act Seconds(double from, double? upTo = null) =>
        new Wait(TimeSpan.FromSeconds(from), upTo is { } most ? TimeSpan.FromSeconds(most) : null);
}
