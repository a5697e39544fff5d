namespace Connector.Lab.Deployment;

/// <summary>The parts of a duplex deployment, as the customer calls them.</summary>
public static class PartNames
{
    /// <summary>The broker at site 1.</summary>
    public const string Broker1 = "AMQ-1";

    /// <summary>The broker at site 2.</summary>
    public const string Broker2 = "AMQ-2";

    /// <summary>The connector at site 1, of the higher priority.</summary>
    public const string Connector1 = "GC-1";

    /// <summary>The connector at site 2.</summary>
    public const string Connector2 = "GC-2";

    /// <summary>The Finesse server at site 1.</summary>
    public const string FinesseA = "Finesse-A";

    /// <summary>The Finesse server at site 2.</summary>
    public const string FinesseB = "Finesse-B";

    /// <summary>The client apps at site 1: one end of links only.</summary>
    public const string Clients1 = "Clients-1";

    /// <summary>The client apps at site 2: one end of links only.</summary>
    public const string Clients2 = "Clients-2";
}
