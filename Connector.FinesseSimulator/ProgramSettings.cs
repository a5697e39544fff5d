namespace Connector.FinesseSimulator;

/// <summary>The settings of the program: environment variables, or arguments of the form <c>NAME=value</c>, which win.</summary>
internal static class ProgramSettings
{
    private static readonly string[] Known =
    [
        "SIM_AGENTS", "SIM_REST_PORT", "SIM_XMPP_PORT", "SIM_DOMAIN", "SIM_B_REST_PORT", "SIM_B_XMPP_PORT", "SIM_B_DOMAIN",
        "SIM_CONTROL_PORT", "SIM_DEPLOYMENT", "SIM_CTI_DETECTION", "SIM_PRESENCE_GRACE", "SIM_XMPP_IDLE", "SIM_LOST_CLIENT",
        "SIM_FORCED_LOGOUT_PER_SIDE",
    ];

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

        var settings = new SettingReader(values);
        var two = values.ContainsKey("SIM_B_REST_PORT") || values.ContainsKey("SIM_B_XMPP_PORT");
        var options = new SimulatorOptions
        {
            AgentCount = settings.Number("SIM_AGENTS", 10, 1, SimulatorOptions.MaxAgentCount),
            RestPort = settings.Port("SIM_REST_PORT", 8082),
            XmppPort = settings.Port("SIM_XMPP_PORT", 5222),
            Domain = settings.Host("SIM_DOMAIN", "localhost"),
            SideB = !two ? null : new SideOptions
            {
                RestPort = settings.Port("SIM_B_REST_PORT", 8083),
                XmppPort = settings.Port("SIM_B_XMPP_PORT", 5223),
                Domain = settings.Host("SIM_B_DOMAIN", "finesse-b.sim"),
            },
            ControlPort = values.ContainsKey("SIM_CONTROL_PORT") ? settings.Port("SIM_CONTROL_PORT", 0) : null,
            Deployment = settings.Choice("SIM_DEPLOYMENT", SimulatedDeployment.Ucce),
            CtiDetection = settings.Seconds("SIM_CTI_DETECTION", 15),
            PresenceGrace = settings.Seconds("SIM_PRESENCE_GRACE", 60),
            XmppIdleTimeout = settings.Seconds("SIM_XMPP_IDLE", 120),
            LostClient = settings.Choice("SIM_LOST_CLIENT", LostClientAction.SignOut),
            ForcedLogoutPerSide = settings.Switch("SIM_FORCED_LOGOUT_PER_SIDE", unset: false),
        };
        if (!two && values.ContainsKey("SIM_B_DOMAIN"))
            settings.Refuse("SIM_B_DOMAIN", "there is no second server; SIM_B_REST_PORT or SIM_B_XMPP_PORT makes one");
        if (options.SideB?.Domain == options.Domain) settings.Refuse("SIM_B_DOMAIN", "which is also SIM_DOMAIN; they must be two");
        return settings.Problem is { } problem ? (null, problem) : (options, null);
    }
}
