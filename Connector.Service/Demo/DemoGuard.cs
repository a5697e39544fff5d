using System.Net;
using Connector.Service.Configuration;

namespace Connector.Service.Demo;

/// <summary>Keeps other people's pages away from the demo: it acts for whoever asks.</summary>
internal static class DemoGuard
{
    /// <summary>Why a request is not let through; null where it is.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="host">Header Host: an address bar that shows another name than ours is a name turned to our address.</param>
    /// <param name="origin">Header Origin: the page that sends it; empty where no page does.</param>
    /// <param name="console">Where the console is.</param>
    public static string? Problem(string method, HostString host, string origin, ConsoleAddress console)
    {
        if (console.IsLoopback && !IsLoopbackName(host.Host))
            return $"The try-it page is served for this machine only; '{ValueReader.Shown(host.Host)}' is not one of its names.";
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || origin.Length == 0)
            return null;
        return string.Equals(origin, $"http://{host.Value}", StringComparison.OrdinalIgnoreCase)
            ? null
            : "A page of another origin may not use the try-it page.";
    }

    private static bool IsLoopbackName(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
