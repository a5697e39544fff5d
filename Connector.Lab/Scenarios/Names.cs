namespace Connector.Lab.Scenarios;

/// <summary>The parts by their short names, for rows that read like the customer's table.</summary>
internal static class Names
{
    public const string Amq1 = Deployment.PartNames.Broker1;
    public const string Amq2 = Deployment.PartNames.Broker2;
    public const string Gc1 = Deployment.PartNames.Connector1;
    public const string Gc2 = Deployment.PartNames.Connector2;
    public const string FinesseA = Deployment.PartNames.FinesseA;
    public const string FinesseB = Deployment.PartNames.FinesseB;

    /// <summary>The app of site 1, and one end of its links to the brokers.</summary>
    public const string Clients1 = Deployment.PartNames.Clients1;

    /// <summary>The app of site 2, likewise.</summary>
    public const string Clients2 = Deployment.PartNames.Clients2;
}
