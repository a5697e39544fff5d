using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>Reads the lists of Finesse's configuration: reason codes, wrap-up reasons, phone books, contacts. How many there can be is
/// bounded by the length of the text.</summary>
internal static class ListXml
{
    internal delegate T? EntryReader<out T>(ref XmlCursor xml)
        where T : class;

    /// <summary>Reads the list that was just entered.</summary>
    /// <param name="xml">At the list's root.</param>
    /// <param name="entry">Name of an entry, in lower case.</param>
    /// <param name="read">Reads an entry; null where it says nothing.</param>
    internal static ValueList<T> ReadAll<T>(ref XmlCursor xml, string entry, EntryReader<T> read)
        where T : class
    {
        List<T>? entries = null;
        while (xml.NextChild())
        {
            if (!xml.Name.SequenceEqual(entry))
                xml.Skip();
            else if (read(ref xml) is { } value)
                (entries ??= []).Add(value);
        }
        return entries is null ? [] : entries.ToValueList();
    }

    /// <summary>Reads the <c>ReasonCode</c> that was just entered.</summary>
    internal static FinesseReasonCode? ReadReasonCode(ref XmlCursor xml)
    {
        string? id = null, category = null, code = null, label = null, uri = null;
        bool? forAll = null, systemCode = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "id": id = xml.ReadWord(); break;
                case "category": category = xml.ReadWord(); break;
                case "code": code = xml.ReadWord(); break;
                case "label": label = xml.ReadOptionalText(); break;
                case "forall": forAll = xml.ReadFlag(); break;
                case "systemcode": systemCode = xml.ReadFlag(); break;
                case "uri": uri = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        id ??= FinesseValues.IdOf(uri);
        return (id ?? category ?? code ?? label) is null ? null : new(id, category, code, label, forAll, systemCode);
    }

    /// <summary>Reads the <c>WrapUpReason</c> that was just entered.</summary>
    internal static FinesseWrapUpReason? ReadWrapUpReason(ref XmlCursor xml)
    {
        string? id = null, label = null, uri = null;
        bool? forAll = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "id": id = xml.ReadWord(); break;
                case "label": label = xml.ReadOptionalText(); break;
                case "forall": forAll = xml.ReadFlag(); break;
                case "uri": uri = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        id ??= FinesseValues.IdOf(uri);
        return (id ?? label) is null ? null : new(id, label, forAll);
    }

    /// <summary>Reads the <c>PhoneBook</c> that was just entered.</summary>
    internal static FinessePhoneBook? ReadPhoneBook(ref XmlCursor xml)
    {
        string? id = null, name = null, type = null, uri = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "id": id = xml.ReadWord(); break;
                case "name": name = xml.ReadOptionalText(); break;
                case "type": type = xml.ReadWord(); break;
                case "uri": uri = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        id ??= FinesseValues.IdOf(uri);
        return (id ?? name) is null ? null : new(id, name, type);
    }

    /// <summary>Reads the <c>Contact</c> that was just entered.</summary>
    internal static FinesseContact? ReadContact(ref XmlCursor xml)
    {
        string? firstName = null, lastName = null, number = null, description = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "firstname": firstName = xml.ReadOptionalText(); break;
                case "lastname": lastName = xml.ReadOptionalText(); break;
                case "phonenumber": number = xml.ReadWord(); break;
                case "description": description = xml.ReadOptionalText(); break;
                default: xml.Skip(); break;
            }
        }
        return (firstName ?? lastName ?? number ?? description) is null ? null : new(firstName, lastName, number, description);
    }
}
