namespace Connector.Finesse.Model;

/// <summary>The categories of reason codes (Cisco's guide, "ReasonCode").</summary>
public static class ReasonCodeCategories
{
    /// <summary>Why an agent takes no calls.</summary>
    public const string NotReady = "NOT_READY";

    /// <summary>Why an agent signs out.</summary>
    public const string Logout = "LOGOUT";
}

/// <summary>A wrap-up reason (Cisco's guide, "WrapUpReason").</summary>
/// <param name="Id">Its id, from its address.</param>
/// <param name="Label">The words shown to the agent, and sent as the reason.</param>
/// <param name="ForAll">Whether every team has it.</param>
public sealed record FinesseWrapUpReason(string? Id, string? Label, bool? ForAll);

/// <summary>A phone book (Cisco's guide, "PhoneBook").</summary>
/// <param name="Id">Its id, from its address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>GLOBAL</c> or <c>TEAM</c>.</param>
public sealed record FinessePhoneBook(string? Id, string? Name, string? Type);

/// <summary>An entry of a phone book (Cisco's guide, "Contact").</summary>
/// <param name="FirstName">First name.</param>
/// <param name="LastName">Last name.</param>
/// <param name="PhoneNumber">Number.</param>
/// <param name="Description">Description.</param>
public sealed record FinesseContact(string? FirstName, string? LastName, string? PhoneNumber, string? Description);
