namespace Connector.Finesse.Sides;

/// <summary>One of the two Finesse servers of a contact centre.</summary>
public enum SideId
{
    /// <summary>The first that is configured, and preferred for agents who come new.</summary>
    A,

    /// <summary>The second.</summary>
    B,
}
