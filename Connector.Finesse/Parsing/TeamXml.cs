using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>Reads teams with their agents, from a REST answer or a notification alike.</summary>
internal static class TeamXml
{
    /// <summary>Reads the <c>team</c> element that was just entered.</summary>
    internal static FinesseRoster Read(ref XmlCursor xml)
    {
        string? id = null, name = null, uri = null;
        ValueList<FinesseUser> users = [];
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "id": id = xml.ReadWord(); break;
                case "name": name = xml.ReadOptionalText(); break;
                case "uri": uri = xml.ReadWord(); break;
                case "users": users = ReadUsers(ref xml); break;
                default: xml.Skip(); break;
            }
        }
        return new(id ?? FinesseValues.IdOf(uri) ?? "", name, users);
    }

    /// <summary>Reads the <c>users</c> element that was just entered.</summary>
    internal static ValueList<FinesseUser> ReadUsers(ref XmlCursor xml)
    {
        List<FinesseUser>? users = null;
        while (xml.NextChild())
        {
            if (xml.Name is "user")
                (users ??= []).Add(UserXml.Read(ref xml));
            else
                xml.Skip();
        }
        return users is null ? [] : users.ToValueList();
    }
}
