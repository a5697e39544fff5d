namespace Connector.FinesseSimulator;

/// <summary>The settings of the program: environment variables, or arguments of the form <c>NAME=value</c>, which win.</summary>
internal static class ProgramSettings
{
    /// <summary>Their names.</summary>
    public static readonly IReadOnlyList<string> Known =
    [
        "SIM_AGENTS", "SIM_REST_PORT", "SIM_XMPP_PORT", "SIM_DOMAIN", "SIM_B_REST_PORT", "SIM_B_XMPP_PORT", "SIM_B_DOMAIN",
        "SIM_CONTROL_PORT", "SIM_DEPLOYMENT", "SIM_CTI_DETECTION", "SIM_PRESENCE_GRACE", "SIM_XMPP_IDLE", "SIM_LOST_CLIENT",
        "SIM_WRAP_UP", "SIM_WRAP_UP_TIME", "SIM_FORCED_LOGOUT_PER_SIDE", "SIM_TLS", "SIM_CERTIFICATE_FILE", "SIM_AUTHORITY_FILE", "SIM_XMPP_SECURE_PORT",
        "SIM_WEBSOCKET_PORT", "SIM_B_XMPP_SECURE_PORT", "SIM_B_WEBSOCKET_PORT", "SIM_HTTPS_PORT", "SIM_B_HTTPS_PORT",
        "SIM_REDIRECT_TO_HTTPS", "SIM_AUTH_MODE", "SIM_SSO_AGENTS", "SIM_TOKEN_LIFETIME", "SIM_TOKEN_ENDS_XMPP",
    ];

    private static readonly string[] TlsKeys =
    [
        "SIM_CERTIFICATE_FILE", "SIM_AUTHORITY_FILE", "SIM_XMPP_SECURE_PORT", "SIM_WEBSOCKET_PORT", "SIM_B_XMPP_SECURE_PORT",
        "SIM_B_WEBSOCKET_PORT", "SIM_HTTPS_PORT", "SIM_B_HTTPS_PORT", "SIM_REDIRECT_TO_HTTPS",
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
        var tls = settings.Switch("SIM_TLS", unset: values.ContainsKey("SIM_CERTIFICATE_FILE"));
        var agents = settings.Number("SIM_AGENTS", 10, 1, SimulatorOptions.MaxAgentCount);
        var options = new SimulatorOptions
        {
            AgentCount = agents,
            RestPort = settings.Port("SIM_REST_PORT", 8082),
            XmppPort = settings.Port("SIM_XMPP_PORT", 5222),
            Domain = settings.Host("SIM_DOMAIN", "localhost"),
            HttpsPort = tls ? settings.Port("SIM_HTTPS_PORT", 8445) : 0,
            RedirectToHttps = settings.Switch("SIM_REDIRECT_TO_HTTPS", unset: false),
            XmppSecurePort = tls ? settings.Port("SIM_XMPP_SECURE_PORT", 5223) : 0,
            WebSocketPort = tls ? settings.Port("SIM_WEBSOCKET_PORT", 7443) : 0,
            CertificateSource = tls
                ? new CertificateSource(
                    values.GetValueOrDefault("SIM_CERTIFICATE_FILE"), values.GetValueOrDefault("SIM_AUTHORITY_FILE"))
                : null,
            SideB = !two ? null : new SideOptions
            {
                RestPort = settings.Port("SIM_B_REST_PORT", 8083),
                XmppPort = settings.Port("SIM_B_XMPP_PORT", 6222),
                HttpsPort = tls ? settings.Port("SIM_B_HTTPS_PORT", 8446) : 0,
                XmppSecurePort = tls ? settings.Port("SIM_B_XMPP_SECURE_PORT", 6223) : 0,
                WebSocketPort = tls ? settings.Port("SIM_B_WEBSOCKET_PORT", 8443) : 0,
                Domain = settings.Host("SIM_B_DOMAIN", "finesse-b.sim"),
            },
            ControlPort = values.ContainsKey("SIM_CONTROL_PORT") ? settings.Port("SIM_CONTROL_PORT", 0) : null,
            Deployment = settings.Choice("SIM_DEPLOYMENT", SimulatedDeployment.Ucce),
            CtiDetection = settings.Seconds("SIM_CTI_DETECTION", 15),
            PresenceGrace = settings.Seconds("SIM_PRESENCE_GRACE", 60),
            XmppIdleTimeout = settings.Seconds("SIM_XMPP_IDLE", 120),
            LostClient = settings.Choice("SIM_LOST_CLIENT", LostClientAction.SignOut),
            WrapUp = settings.Choice("SIM_WRAP_UP", WrapUpMode.NotAllowed),
            WrapUpTime = settings.Seconds("SIM_WRAP_UP_TIME", 7200),
            ForcedLogoutPerSide = settings.Switch("SIM_FORCED_LOGOUT_PER_SIDE", unset: false),
            AuthMode = settings.Choice("SIM_AUTH_MODE", SimulatedAuthMode.NonSso),
            SsoAgents = settings.Agents("SIM_SSO_AGENTS", agents),
            TokenLifetime = settings.Seconds("SIM_TOKEN_LIFETIME", 3600),
            TokenEndsXmpp = settings.Switch("SIM_TOKEN_ENDS_XMPP", unset: false),
        };
        if (!tls && TlsKeys.FirstOrDefault(values.ContainsKey) is { } alone)
            settings.Refuse(alone, "but there is no TLS; SIM_TLS=true or SIM_CERTIFICATE_FILE brings it");
        if (!two && values.ContainsKey("SIM_B_DOMAIN"))
            settings.Refuse("SIM_B_DOMAIN", "there is no second server; SIM_B_REST_PORT or SIM_B_XMPP_PORT makes one");
        if (options.AuthMode is not SimulatedAuthMode.Hybrid && options.SsoAgents.Count > 0)
            settings.Refuse("SIM_SSO_AGENTS", "but only SIM_AUTH_MODE=Hybrid tells agents apart");
        if (options.AuthMode is SimulatedAuthMode.Hybrid && options.SsoAgents.Count == 0)
            settings.Refuse("SIM_AUTH_MODE", "but SIM_SSO_AGENTS names nobody who signs in with a token, such as 1001,1005-1008");
        if (options.SideB?.Domain == options.Domain) settings.Refuse("SIM_B_DOMAIN", "which is also SIM_DOMAIN; they must be two");
        return settings.Problem is { } problem ? (null, problem) : (options, null);
    }
}
