using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>How a contact centre is set up; nothing of it changes while the simulator runs.</summary>
internal sealed record CentreRules
{
    /// <summary>What differs between UCCE and UCCX.</summary>
    public Flavour Flavour { get; init; } = new UcceFlavour();

    /// <summary>Extensions that exist as devices of the peripheral.</summary>
    public required ImmutableHashSet<string> Extensions { get; init; }

    /// <summary>The reason codes that people choose from; none by default.</summary>
    public ImmutableArray<ReasonCode> ReasonCodes { get; init; } = [];

    /// <summary>The reasons that people choose from when they write a call up.</summary>
    public ImmutableArray<WrapUpReason> WrapUpReasons { get; init; } = SimulatedStaff.WrapUpReasons;

    /// <summary>The phone books.</summary>
    public ImmutableArray<PhoneBook> PhoneBooks { get; init; } = SimulatedStaff.PhoneBooks;

    /// <summary>Whether there is wrap-up.</summary>
    public WrapUpMode WrapUp { get; init; }

    /// <summary>How long wrap-up lasts at the most.</summary>
    public TimeSpan WrapUpTime { get; init; } = TimeSpan.FromSeconds(7200);

    /// <summary>Numbers outside that are engaged.</summary>
    public ImmutableHashSet<string> BusyNumbers { get; init; } = [];

    /// <summary>Numbers that do not exist.</summary>
    public ImmutableHashSet<string> BadNumbers { get; init; } = [];

    /// <summary>How long it rings at a number outside; none: nobody answers by himself.</summary>
    public TimeSpan? OutsideRings { get; init; } = TimeSpan.Zero;

    /// <summary>How many parties a conference takes.</summary>
    public int MaxConferenceParties { get; init; } = 8;

    /// <summary>Who may drop others from a conference (UCCE).</summary>
    public DropPermission DropPermission { get; init; }

    /// <summary>What happens to an agent whose client has gone.</summary>
    public LostClientAction LostClient { get; init; }

    /// <summary>Whether a sign-in of somebody who is signed in already is notified although nothing changed.</summary>
    public bool NotifyRepeatedSignIn { get; init; } = true;

    /// <summary>The chosen reason code, which must be of the category that goes with the state.</summary>
    public ReasonCode? FindReason(int id, AgentState target) =>
        ReasonCodes.FirstOrDefault(code => code.Id == id && code.Category == target.ToWire());

    /// <summary>Whether a change into this state must name a reason (facts 8.3).</summary>
    public bool NeedsReason(AgentState target) => ReasonCodes.Any(code => code.Category == target.ToWire());
}
