namespace Connector.Service.Requests;

/// <summary>The queues on which requests arrive.</summary>
internal static class RequestAddresses
{
    /// <summary>Clients' requests. Whoever is in service takes them.</summary>
    public const string Shared = "connector";

    /// <summary>The questions how a connector is: answered in every state, so they have a queue of their own. The underscore keeps it apart from
    /// <see cref="Of"/>.</summary>
    public const string Status = "connector_status";

    /// <summary>How many connectors passed a request on.</summary>
    public const string HopsHeader = "GC-Hops";

    /// <summary>Says that the message was sent, or delivered, before under the same id.</summary>
    public const string AgainHeader = "GC-Again";

    /// <summary>A connector's own queue: what others pass on to it.</summary>
    /// <param name="connectorId">The connector.</param>
    public static string Of(string connectorId) => "connector-" + connectorId;
}
