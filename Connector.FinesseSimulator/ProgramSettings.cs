using System.Globalization;

namespace Connector.FinesseSimulator;

/// <summary>The settings of the program: environment variables, or arguments of the form <c>NAME=value</c>, which win.</summary>
internal static class ProgramSettings
{
    private static readonly string[] Known = ["SIM_AGENTS", "SIM_REST_PORT", "SIM_XMPP_PORT", "SIM_DOMAIN"];

    /// <summary>Reads the settings.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Gives an environment variable, or none.</param>
    /// <returns>The options, or one sentence that names key, value and what is allowed.</returns>
    public static (SimulatorOptions? Options, string? Problem) Read(
        IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in Known)
            if (environment(key) is { Length: > 0 } value) values[key] = value;
        foreach (var argument in arguments)
        {
            if (argument.Split('=', 2) is not [var key, var value] || !Known.Contains(key))
            {
                var allowed = string.Join(", ", Known.Select(name => name + "=value"));
                return (null, $"The argument '{argument}' is not known; allowed are {allowed}.");
            }

            values[key] = value;
        }

        if (!TryNumber(values, "SIM_AGENTS", 10, 1, SimulatorOptions.MaxAgentCount, out var agents, out var problem))
            return (null, problem);
        if (!TryNumber(values, "SIM_REST_PORT", 8082, 1, 65535, out var restPort, out problem)) return (null, problem);
        if (!TryNumber(values, "SIM_XMPP_PORT", 5222, 1, 65535, out var xmppPort, out problem)) return (null, problem);
        var domain = values.GetValueOrDefault("SIM_DOMAIN", "localhost");
        if (Uri.CheckHostName(domain) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
            return (null, $"SIM_DOMAIN is '{domain}'; it must be a host name such as localhost or finesse.example.com.");
        if (restPort == xmppPort)
            return (null, $"SIM_XMPP_PORT is '{xmppPort}', which is also SIM_REST_PORT; they must be two different ports.");
        var options = new SimulatorOptions
        {
            AgentCount = agents,
            RestPort = restPort,
            XmppPort = xmppPort,
            Domain = domain.ToLowerInvariant(),
        };
        return (options, null);
    }

    private static bool TryNumber(
        Dictionary<string, string> values, string key, int unset, int min, int max, out int number, out string? problem)
    {
        problem = null;
        number = unset;
        if (!values.TryGetValue(key, out var text)) return true;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max)
            return true;
        problem = $"{key} is '{text}'; it must be a whole number from {min} to {max}.";
        return false;
    }
}
