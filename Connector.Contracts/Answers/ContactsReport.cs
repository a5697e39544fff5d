namespace Connector.Contracts;

/// <summary>The contacts of a phone book.</summary>
public sealed record ContactsReport
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Derived from the request's message id; the same value goes to Finesse as its <c>requestId</c>.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Sequence number of the agent's last published event; 0 before the first.</summary>
    public long Sequence { get; init; }

    /// <summary>Number of the ownership under which the agent is served; grows with each takeover.</summary>
    public long Epoch { get; init; }

    /// <summary>The connector that answered.</summary>
    public string ConnectorId { get; init; } = "";

    /// <summary>Finesse's id of the phone book.</summary>
    public string PhoneBookId { get; init; } = "";

    /// <summary>The contacts.</summary>
    public IReadOnlyList<PhoneBookContact> Contacts { get; init; } = [];
}
