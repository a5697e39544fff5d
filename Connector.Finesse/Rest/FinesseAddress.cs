using System.Diagnostics.CodeAnalysis;

namespace Connector.Finesse.Rest;

/// <summary>Where one side of Finesse is: its REST base and the host of its notification service.</summary>
public sealed record FinesseAddress
{
    /// <summary>The port that Cisco's guide tells clients to use from release 12 on.</summary>
    public const int DefaultHttpsPort = 8445;

    private const string ApiPath = "/finesse/api/";

    private FinesseAddress(Uri restBase, string host) => (RestBase, Host) = (restBase, host);

    /// <summary>The REST base, with a slash at its end, for instance <c>https://finesse-1:8445/finesse/api/</c>.</summary>
    public Uri RestBase { get; }

    /// <summary>Host name or address of the notification service.</summary>
    public string Host { get; }

    /// <summary>
    /// Reads the pair of settings that the product names: <c>Finesse_n</c> and <c>SERVER_ADDRESS_n</c>. Either may be empty and
    /// is then derived from the other: REST as <c>https://&lt;address&gt;:8445/finesse/api/</c>, the host as that of the REST base.
    /// </summary>
    /// <param name="restBase"><c>Finesse_n</c>: an http or https address; the slash at its end, and the path where there is
    /// none, are added.</param>
    /// <param name="serverAddress"><c>SERVER_ADDRESS_n</c>: a host name or IP address without a port.</param>
    /// <param name="address">The side.</param>
    /// <param name="problem">What is wrong and what is allowed, as a sentence without the key's name.</param>
    /// <returns>Whether the pair names a side.</returns>
    public static bool TryParse(
        string? restBase,
        string? serverAddress,
        [NotNullWhen(true)] out FinesseAddress? address,
        [NotNullWhen(false)] out string? problem)
    {
        address = null;
        var hasRest = !string.IsNullOrWhiteSpace(restBase);
        var hasHost = !string.IsNullOrWhiteSpace(serverAddress);
        string? host = null;
        if (!hasRest && !hasHost)
        {
            problem = "neither a REST base nor a server address is given: give one of the two";
            return false;
        }
        if (hasHost && !TryHost(serverAddress!.Trim(), out host, out problem))
            return false;
        var text = hasRest ? restBase!.Trim() : $"https://{host}:{DefaultHttpsPort}{ApiPath}";
        if (!TryBase(text, out var uri, out problem))
            return false;
        address = new(uri, host ?? uri.Host);
        return true;
    }

    private static bool TryHost(string text, [NotNullWhen(true)] out string? host, [NotNullWhen(false)] out string? problem)
    {
        var bare = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        switch (Uri.CheckHostName(bare))
        {
            case UriHostNameType.Dns or UriHostNameType.IPv4:
                (host, problem) = (bare, null);
                return true;
            case UriHostNameType.IPv6:
                (host, problem) = ($"[{bare}]", null);
                return true;
            default:
                (host, problem) = (null, $"'{text}' is not a host name or IP address; ports and schemes belong into the REST base");
                return false;
        }
    }

    private static bool TryBase(string text, [NotNullWhen(true)] out Uri? uri, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            problem = $"'{text}' is not an http or https address such as https://finesse-1:{DefaultHttpsPort}{ApiPath}";
        else if (uri.UserInfo.Length > 0)
            problem = "the REST base holds a user or password; credentials come with each agent";
        else if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            problem = $"'{text}' has a query or fragment, which a REST base cannot have";
        if (problem is not null)
            return false;
        var path = uri!.AbsolutePath == "/" ? ApiPath : uri.AbsolutePath.TrimEnd('/') + "/";
        uri = new UriBuilder(uri) { Path = path }.Uri;
        return true;
    }
}
