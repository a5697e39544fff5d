using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>
/// Reads Finesse's XML objects: by local name, in any case and order, tolerating what is unknown or missing. Pure; no text
/// makes it throw. A document type declaration, or more than <see cref="MaxCharacters"/>, is refused.
/// </summary>
public static partial class FinesseXml
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxCharacters = 4 * 1024 * 1024;

    private delegate T? RootReader<out T>(ref XmlCursor xml)
        where T : class;

    /// <summary>Reads a <c>User</c>.</summary>
    /// <param name="xml">A document whose root is the user.</param>
    /// <returns>The user, or why there is none.</returns>
    public static Parsed<FinesseUser> ParseUser(ReadOnlySpan<char> xml) =>
        Parse(xml, "User", (ref XmlCursor root) => root.Name is "user" ? UserXml.Read(ref root) : null);

    /// <summary>Reads <c>Dialogs</c>, or a single <c>Dialog</c> as a list of one.</summary>
    /// <param name="xml">A document whose root is one of the two.</param>
    /// <returns>The dialogs, or why there are none.</returns>
    public static Parsed<ValueList<FinesseDialog>> ParseDialogs(ReadOnlySpan<char> xml) =>
        Parse(xml, "Dialogs", (ref XmlCursor root) => root.Name switch
        {
            "dialogs" => DialogXml.ReadAll(ref root),
            "dialog" => [DialogXml.Read(ref root)],
            _ => null,
        });

    /// <summary>Reads a single <c>Dialog</c>.</summary>
    /// <param name="xml">A document whose root it is.</param>
    /// <returns>The dialog, or why there is none.</returns>
    public static Parsed<FinesseDialog> ParseDialog(ReadOnlySpan<char> xml) =>
        Parse(xml, "Dialog", (ref XmlCursor root) => root.Name is "dialog" ? DialogXml.Read(ref root) : null);

    /// <summary>Reads <c>SystemInfo</c>.</summary>
    /// <param name="xml">A document whose root it is.</param>
    /// <returns>The server's facts, or why there are none.</returns>
    public static Parsed<SystemInfo> ParseSystemInfo(ReadOnlySpan<char> xml) =>
        Parse(xml, "SystemInfo", (ref XmlCursor root) => root.Name is "systeminfo" ? SystemInfoXml.Read(ref root) : null);

    /// <summary>Reads <c>ApiErrors</c>.</summary>
    /// <param name="xml">A document whose root it is.</param>
    /// <returns>The errors, or why there are none.</returns>
    public static Parsed<ValueList<FinesseError>> ParseApiErrors(ReadOnlySpan<char> xml) =>
        Parse(xml, "ApiErrors", (ref XmlCursor root) => root.Name is "apierrors" ? ErrorXml.ReadAll(ref root) : null);

    /// <summary>Reads a <c>Team</c> with its agents.</summary>
    /// <param name="xml">A document whose root it is.</param>
    /// <returns>The team, or why there is none.</returns>
    public static Parsed<FinesseRoster> ParseTeam(ReadOnlySpan<char> xml) =>
        Parse(xml, "Team", (ref XmlCursor root) => root.Name is "team" ? TeamXml.Read(ref root) : null);

    /// <summary>Reads <c>Queues</c>, or a single <c>Queue</c> as a list of one.</summary>
    /// <param name="xml">A document whose root is one of the two.</param>
    /// <returns>The queues, or why there are none.</returns>
    public static Parsed<ValueList<FinesseQueue>> ParseQueues(ReadOnlySpan<char> xml) =>
        Parse(xml, "Queues", (ref XmlCursor root) => root.Name switch
        {
            "queues" => QueueXml.ReadAll(ref root),
            "queue" => [QueueXml.Read(ref root)],
            _ => null,
        });

    private static Parsed<T> Parse<T>(ReadOnlySpan<char> xml, string expected, RootReader<T> read)
        where T : class
    {
        var cursor = new XmlCursor(xml, stackalloc char[XmlCursor.MaxNameLength], stackalloc Range[XmlCursor.MaxDepth]);
        if (!cursor.EnterRoot())
            return Parsed<T>.Failed(cursor.Failure!);
        var root = cursor.Name.ToString();
        var value = read(ref cursor);
        if (value is null)
            return Parsed<T>.Failed($"the root element is '{root}', not '{expected}'");
        cursor.ExpectEnd();
        return cursor.Failure is { } failure ? Parsed<T>.Failed(failure) : Parsed<T>.Of(value);
    }
}
