using Connector.Lab.Deployment;

namespace Connector.Lab.Scenarios;

/// <summary>A row: what is done to a healthy duplex under load, and what must be seen.</summary>
internal sealed record Scenario
{
    /// <summary>Its name, such as <c>AP-3</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about, in the words of the product's table where it is a row of that.</summary>
    public required string Says { get; init; }

    /// <summary>The mode that it is of; null: of both, active-passive where none is asked for.</summary>
    public DuplexMode? Mode { get; init; }

    /// <summary>Active-passive: whether GC-2 lists AMQ-2 first.</summary>
    public bool SecondListTurnedRound { get; init; }

    /// <summary>Whether the connectors' clocks can be moved.</summary>
    public bool MovableClocks { get; init; }

    /// <summary>Whether nobody is signed in at the start, and what happens happens while everybody signs in.</summary>
    public bool DuringSignIn { get; init; }

    /// <summary>Whether the client apps stay at the broker to which they had to move.</summary>
    public bool ClientsStay { get; init; }

    /// <summary>How much of each core somebody else takes during the row, who goes before everybody, as a host does that has sold it twice: from 0 to 1.</summary>
    public double StolenShare { get; init; }

    /// <summary>What leads to the row's starting state.</summary>
    public IReadOnlyList<Act> Before { get; init; } = [];

    /// <summary>What happens. The times count from its first act on.</summary>
    public required IReadOnlyList<Act> Fault { get; init; }

    /// <summary>What must be seen, besides what must be seen in every row.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>Refusals that the row brings with it; none of those for want of service where empty.</summary>
    public IReadOnlyList<string> MayBeRefusedFor { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>Something that must be seen.</summary>
/// <param name="Text">What, as a short statement.</param>
/// <param name="Fault">Looks at the evidence; null where it holds, else why it does not.</param>
internal sealed record Claim(string Text, Func<Evidence, string?> Fault);
