using Connector.Lab.Links;

namespace Connector.Lab.Deployment;

/// <summary>What is between two parts of the deployment: all the ways on which one reaches the other.</summary>
public sealed class DeploymentLink
{
    internal DeploymentLink(string from, string to, IReadOnlyList<CuttableLink> wires)
    {
        From = from;
        To = to;
        Wires = wires;
    }

    /// <summary>The part that connects.</summary>
    public string From { get; }

    /// <summary>The part that it connects to.</summary>
    public string To { get; }

    /// <summary>The ways, for example REST and XMPP.</summary>
    public IReadOnlyList<CuttableLink> Wires { get; }

    /// <summary>The worst state that one of the ways is in.</summary>
    public LinkState State => Wires.Select(static wire => wire.State).Max();

    /// <summary>How many connections go through it now.</summary>
    public int Connections => Wires.Sum(static wire => wire.Connections);

    /// <summary>How well it carries while it is open; to be set.</summary>
    public LinkConditions Conditions
    {
        get => Wires[0].Conditions;
        set
        {
            foreach (var wire in Wires)
                wire.Conditions = value;
        }
    }

    /// <summary>Cuts it.</summary>
    /// <param name="how">Whether the ends are told.</param>
    /// <returns>Done when nothing flows any more.</returns>
    public Task CutAsync(LinkCut how = LinkCut.Reset) =>
        Task.WhenAll(Wires.Select(wire => how == LinkCut.Reset ? wire.CutAsync() : wire.SilenceAsync()));

    /// <summary>Restores it, and makes it clean again.</summary>
    public void Heal()
    {
        foreach (var wire in Wires)
        {
            wire.Conditions = LinkConditions.Clean;
            wire.Restore();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{From} to {To}";
}

/// <summary>How a link is cut.</summary>
public enum LinkCut
{
    /// <summary>Connections are reset and new ones refused: both ends know at once.</summary>
    Reset,

    /// <summary>Without a word, as when a cable is pulled: nobody knows but by waiting.</summary>
    Silent,
}
