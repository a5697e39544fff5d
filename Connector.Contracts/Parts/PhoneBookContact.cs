namespace Connector.Contracts;

/// <summary>An entry of a phone book.</summary>
public sealed record PhoneBookContact
{
    /// <summary>First name.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Last name.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Number.</summary>
    public string PhoneNumber { get; init; } = "";

    /// <summary>Description.</summary>
    public string Description { get; init; } = "";
}
