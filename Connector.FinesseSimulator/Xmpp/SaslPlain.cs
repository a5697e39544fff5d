using System.Text;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>SASL PLAIN (RFC 4616). Pure.</summary>
internal static class SaslPlain
{
    /// <summary>User and password of an initial response: authorization id, NUL, user, NUL, password.</summary>
    /// <param name="base64">The text of the <c>auth</c> element.</param>
    /// <returns>The two, or none where it is something else.</returns>
    public static (string User, string Password)? Read(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length)) return null;
        return Encoding.UTF8.GetString(bytes, 0, length).Split('\0') is [_, var user, var password] && user.Length > 0
            ? (user, password)
            : null;
    }
}
