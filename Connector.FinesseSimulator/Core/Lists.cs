using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>A reason that an agent can give for a call when he writes it up.</summary>
/// <param name="Id">The database id.</param>
/// <param name="Label">The text a person reads.</param>
/// <param name="TeamId">The team it is for; none where it is for all.</param>
internal sealed record WrapUpReason(int Id, string Label, string? TeamId = null);

/// <summary>Somebody in a phone book.</summary>
internal sealed record Contact(int Id, string FirstName, string LastName, string PhoneNumber, string Description);

/// <summary>A phone book.</summary>
/// <param name="Id">The database id.</param>
/// <param name="Name">Its name.</param>
/// <param name="TeamId">The team it is for; none for a global one.</param>
/// <param name="Contacts">Who is in it.</param>
internal sealed record PhoneBook(int Id, string Name, string? TeamId, ImmutableArray<Contact> Contacts)
{
    /// <summary>How many contacts one answer carries (facts 4.4).</summary>
    public const int MaxContacts = 6000;
}
