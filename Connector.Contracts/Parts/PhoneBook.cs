namespace Connector.Contracts;

/// <summary>A phone book.</summary>
public sealed record PhoneBook
{
    /// <summary>Finesse's id.</summary>
    public string PhoneBookId { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";
}
