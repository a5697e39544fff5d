using Connector.Contracts;

namespace Connector.Sagas.Ports;

/// <summary>Reads the reasons that the agent may give.</summary>
/// <param name="Category">Which of them.</param>
public sealed record ReadReasonCodes(ReasonCodeCategory Category) : FinesseReading;

/// <summary>Reads the wrap-up reasons that the agent may give.</summary>
public sealed record ReadWrapUpReasons : FinesseReading;

/// <summary>Reads the agent's phone books.</summary>
public sealed record ReadPhoneBooks : FinesseReading;

/// <summary>Reads the contacts of a phone book.</summary>
/// <param name="PhoneBookId">Finesse's id of it.</param>
public sealed record ReadContacts(string PhoneBookId) : FinesseReading;
