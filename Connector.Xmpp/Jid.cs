using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Connector.Xmpp;

/// <summary>
/// An XMPP address, <c>local@domain/resource</c> (RFC 7622). Local part and domain are held in lower case, the resource as it
/// was written, so two addresses are equal exactly if they mean the same.
/// </summary>
/// <remarks>
/// Of the PRECIS profiles of RFC 7622, normalisation form C, case mapping, forbidden characters and length are held; the tables
/// of disallowed and bidirectional code points are not, they are the server's to enforce.
/// </remarks>
public sealed record Jid
{
    private const int MaxPartBytes = 1023;

    private static readonly SearchValues<char> ForbiddenInLocal = SearchValues.Create("\"&'/:<>@ \t\r\n");
    private static readonly SearchValues<char> ForbiddenInDomain = SearchValues.Create("\"&'/<>@ \t\r\n");

    /// <summary>Creates an address from its parts.</summary>
    /// <param name="local">The part before '@', of a Finesse agent the agent's id; null for a server's address.</param>
    /// <param name="domain">The XMPP domain.</param>
    /// <param name="resource">The part behind '/', naming one session; null for a bare address.</param>
    /// <exception cref="ArgumentException">A part is empty, longer than 1023 bytes of UTF-8, or holds a forbidden character.</exception>
    public Jid(string? local, string domain, string? resource = null)
    {
        ArgumentNullException.ThrowIfNull(domain);
        Local = local is null ? null : Part(local.ToLowerInvariant(), ForbiddenInLocal, nameof(local));
        Domain = Part(domain.TrimEnd('.').ToLowerInvariant(), ForbiddenInDomain, nameof(domain));
        Resource = resource is null ? null : Part(resource, null, nameof(resource));
    }

    /// <summary>The part before '@', in lower case; null for a server's address.</summary>
    public string? Local { get; }

    /// <summary>The XMPP domain, in lower case.</summary>
    public string Domain { get; }

    /// <summary>The part behind '/', which names one session; null for a bare address.</summary>
    public string? Resource { get; }

    /// <summary>The same address without resource.</summary>
    public Jid Bare => Resource is null ? this : new Jid(Local, Domain);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no XMPP address.</exception>
    public static Jid Parse(string text) =>
        TryParse(text, out Jid? jid) ? jid : throw new FormatException($"'{text}' is no XMPP address (local@domain/resource).");

    /// <summary>Reads an address.</summary>
    /// <returns>Whether <paramref name="text"/> is an XMPP address.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (text is null)
            return false;
        // The first '/' ends the address proper, whatever the resource holds; then the first '@' parts local from domain (RFC 7622, 3.2).
        int slash = text.IndexOf('/');
        string bare = slash < 0 ? text : text[..slash];
        int at = bare.IndexOf('@');
        try
        {
            jid = new Jid(at < 0 ? null : bare[..at], bare[(at + 1)..], slash < 0 ? null : text[(slash + 1)..]);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The same address with a resource.</summary>
    /// <exception cref="ArgumentException">The resource is empty, too long, or holds a control character.</exception>
    public Jid WithResource(string resource) => new(Local, Domain, resource);

    /// <summary>The address as it is written on the wire.</summary>
    public override string ToString() =>
        string.Concat(Local is null ? "" : Local + "@", Domain, Resource is null ? "" : "/" + Resource);

    private static string Part(string value, SearchValues<char>? forbidden, string name)
    {
        if (value.Length == 0)
            throw new ArgumentException($"The {name} part of an XMPP address is empty.", name);
        if ((forbidden is not null && value.AsSpan().ContainsAny(forbidden)) || value.Any(char.IsControl))
            throw new ArgumentException($"The {name} part of an XMPP address holds a forbidden character.", name);
        string normalized = value.Normalize(NormalizationForm.FormC);
        return Encoding.UTF8.GetByteCount(normalized) <= MaxPartBytes
            ? normalized
            : throw new ArgumentException($"The {name} part of an XMPP address is longer than {MaxPartBytes} bytes.", name);
    }
}
