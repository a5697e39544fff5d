namespace Connector.Contracts;

/// <summary>Asks for the contacts of a phone book. Answer: <see cref="ContactsReport"/>.</summary>
public sealed record GetPhoneBookContacts : AgentRequest
{
    /// <summary>Finesse's id of the phone book.</summary>
    public string PhoneBookId { get; init; } = "";
}
