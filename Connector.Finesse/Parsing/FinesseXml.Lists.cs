using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <content>Lists of the configuration.</content>
public static partial class FinesseXml
{
    /// <summary>Reads <c>ReasonCodes</c>.</summary>
    /// <param name="xml">A document whose root it is.</param>
    /// <returns>The reason codes, or why there are none.</returns>
    public static Parsed<ValueList<FinesseReasonCode>> ParseReasonCodes(ReadOnlySpan<char> xml) =>
        Parse(xml, "ReasonCodes", (ref XmlCursor root) =>
            root.Name is "reasoncodes" ? ListXml.ReadAll(ref root, "reasoncode", ListXml.ReadReasonCode) : null);

    /// <summary>Reads <c>WrapUpReasons</c>.</summary>
    /// <param name="xml">A document whose root it is.</param>
    /// <returns>The wrap-up reasons, or why there are none.</returns>
    public static Parsed<ValueList<FinesseWrapUpReason>> ParseWrapUpReasons(ReadOnlySpan<char> xml) =>
        Parse(xml, "WrapUpReasons", (ref XmlCursor root) =>
            root.Name is "wrapupreasons" ? ListXml.ReadAll(ref root, "wrapupreason", ListXml.ReadWrapUpReason) : null);

    /// <summary>Reads <c>PhoneBooks</c>.</summary>
    /// <param name="xml">A document whose root it is.</param>
    /// <returns>The phone books, or why there are none.</returns>
    public static Parsed<ValueList<FinessePhoneBook>> ParsePhoneBooks(ReadOnlySpan<char> xml) =>
        Parse(xml, "PhoneBooks", (ref XmlCursor root) =>
            root.Name is "phonebooks" ? ListXml.ReadAll(ref root, "phonebook", ListXml.ReadPhoneBook) : null);

    /// <summary>Reads <c>Contacts</c>.</summary>
    /// <param name="xml">A document whose root it is.</param>
    /// <returns>The contacts, or why there are none.</returns>
    public static Parsed<ValueList<FinesseContact>> ParseContacts(ReadOnlySpan<char> xml) =>
        Parse(xml, "Contacts", (ref XmlCursor root) =>
            root.Name is "contacts" ? ListXml.ReadAll(ref root, "contact", ListXml.ReadContact) : null);
}
