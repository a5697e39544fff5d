namespace Connector.Service.Configuration;

/// <summary>Every key that the service knows; the one place where a key is named. The reference in the README is this
/// table.</summary>
internal static class ConfigurationKeys
{
    private const string BrokerAddress = "host:port, tcp://host[:port] or ssl://host[:port], without user, path or options";
    private const string TrueOrFalse = "true or false";

    public static readonly ConfigurationKey DeploymentMode = new(
        "DEPLOYMENT_MODE", "simplex, active-passive or active-active", "simplex",
        "How many connectors there are and who serves: one; two, of which the one of higher priority serves; or two that both serve.");

    public static readonly ConfigurationKey ConnectorId = new(
        "CONNECTOR_ID", "1 to 64 letters, digits, '-' or '_'", "the host's name up to its first dot",
        "This connector's name, in events and as its XMPP resource.");

    public static readonly ConfigurationKey BrokerUrl1 = new(
        "ActiveMq_URL_1", BrokerAddress, "none: must be given (with DEMO_PAGE: MassTransit's in-memory transport)",
        "The preferred ActiveMQ broker.");

    public static readonly ConfigurationKey BrokerUrl2 = new(
        "ActiveMq_URL_2", BrokerAddress, "none", "The second ActiveMQ broker.");

    public static readonly ConfigurationKey BrokerUser = new(
        "ActiveMq_User", "any text", "none", "User to sign in to the brokers as.");

    public static readonly ConfigurationKey BrokerPassword = new(
        "ActiveMq_Password", "any text, together with ActiveMq_User", "none", "Password of that user.", IsSecret: true);

    public static readonly ConfigurationKey BrokerAuthorities = new(
        "ActiveMq_CA_FILE", "the path of a readable PEM file", "none: the machine's certificate authorities",
        "Certificate authorities to trust instead of the machine's, for ssl:// brokers with certificates of their own.");

    public static readonly ConfigurationKey BrokerClientCertificate = new(
        "ActiveMq_CERTIFICATE_FILE", "the path of a readable PEM file with a certificate and its private key, which is not encrypted", "none",
        "Certificate to show to ssl:// brokers that ask for one (needClientAuth).");

    public static readonly ConfigurationKey BrokerTimeout = new(
        "ActiveMq_Timeout", "milliseconds from 100 to 600000", "10000",
        "How long a send waits for a broker during an outage before it fails.");

    public static readonly ConfigurationKey ConsumerPriority = new(
        "GRC_CONSUMER_PRIORITY", "a whole number from 0 to 127", "127",
        "Priority of this connector's consumers at the broker: 127 for the primary, 100 for the standby.");

    public static readonly ConfigurationKey Randomize = new(
        "RANDOMIZE", TrueOrFalse, "false", "Whether the brokers are tried in random order.");

    public static readonly ConfigurationKey PriorityBackup = new(
        "PRIORITY_BACKUP", TrueOrFalse, "true", "Whether to go back to ActiveMq_URL_1 when it is there again.");

    public static readonly ConfigurationKey FinesseRest1 = new(
        "Finesse_1", "an http or https address such as https://finesse-1:8445/finesse/api/", "derived from SERVER_ADDRESS_1",
        "REST base of the first Finesse server.");

    public static readonly ConfigurationKey FinesseRest2 = new(
        "Finesse_2", "an http or https address such as https://finesse-2:8445/finesse/api/", "derived from SERVER_ADDRESS_2",
        "REST base of the second Finesse server.");

    public static readonly ConfigurationKey FinesseHost1 = new(
        "SERVER_ADDRESS_1", "a host name or IP address without a port", "derived from Finesse_1",
        "Host of the first Finesse server's notification service.");

    public static readonly ConfigurationKey FinesseHost2 = new(
        "SERVER_ADDRESS_2", "a host name or IP address without a port", "derived from Finesse_2",
        "Host of the second Finesse server's notification service.");

    public static readonly ConfigurationKey FinesseAuthorities = new(
        "FINESSE_CA_FILE", "the path of a readable PEM file", "none: the machine's certificate authorities only",
        "Certificate authorities to trust besides the machine's, for a Finesse with a certificate of its own.");

    public static readonly ConfigurationKey XmppPort = new(
        "XMPP_PORT", "a port from 1 to 65535", "as Finesse's SystemInfo says", "Port of Finesse's notification service.");

    public static readonly ConfigurationKey XmppTransport = new(
        "XMPP_TRANSPORT", "auto, tcp or websocket", "auto",
        "How the notification service is reached; auto: by TCP, and where its ports are closed by a WebSocket on port 7443.");

    public static readonly ConfigurationKey XmppSecurity = new(
        "XMPP_SECURITY", "auto, none, starttls or tls", "auto",
        "How the notification service is secured; auto: TLS where offered.");

    public static readonly ConfigurationKey RequestTimeout = new(
        "REQUEST_TIMEOUT", "milliseconds from 100 to 600000", "30000",
        "A request older than this is answered Timeout and not carried out.");

    public static readonly ConfigurationKey EventTimeToLive = new(
        "EVENT_TIME_TO_LIVE", "milliseconds from 1000 to 86400000", "300000",
        "How long an event may wait for its client or for the broker before it is dropped.");

    public static readonly ConfigurationKey EventMemory = new(
        "EVENT_MEMORY", "a whole number from 0 to 10000", "256",
        "How many of each agent's last events are kept for ReplayEvents, at the most.");

    public static readonly ConfigurationKey EventMemoryBytes = new(
        "EVENT_MEMORY_BYTES", "a whole number from 0 to 16777216", "32768",
        "How many bytes of each agent's last events are kept, at the most.");

    public static readonly ConfigurationKey HeartbeatInterval = new(
        "HEARTBEAT_INTERVAL", "milliseconds from 100 to 60000", "1000",
        "Pause between the heartbeats of two connectors; every time of theirs follows from it.");

    public static readonly ConfigurationKey SyncSharedKey = new(
        "SYNC_SHARED_KEY", "32 bytes in base64 (44 characters)", "none",
        "Key under which two connectors encrypt agents' credentials, the same on both; active-passive and active-active do not start without.", IsSecret: true);

    public static readonly ConfigurationKey StandbySessions = new(
        "STANDBY_SESSIONS", TrueOrFalse, "true",
        "Whether a connector keeps a silent session with Finesse for each agent of the other one, so that a takeover signs nobody in. It doubles the sessions that Finesse holds, not what it sends.");

    public static readonly ConfigurationKey ConsoleUrl = new(
        "CONSOLE_URL", "http://address:port, the address being an IP address, localhost, or * for all", "http://127.0.0.1:8112",
        "Where health, status and the try-it page are served.");

    public static readonly ConfigurationKey DataFolder = new(
        "DATA_FOLDER", "the path of a folder", "the folder data beside the program",
        "Where the connector keeps what must survive a restart.");

    public static readonly ConfigurationKey DemoPage = new(
        "DEMO_PAGE", TrueOrFalse, "false",
        "Serves the try-it page. With it, where no broker is given MassTransit's in-memory transport is used, and where no "
        + "Finesse is given the simulator is started inside.");

    public static readonly ConfigurationKey LogLevel = new(
        "LOG_LEVEL", "trace, debug, information, warning, error or critical", "information", "The least level that is logged.");

    public static readonly ConfigurationKey LogFormat = new(
        "LOG_FORMAT", "json or text", "json (with DEMO_PAGE: text)", "How a line of the log looks.");

    /// <summary>Where the settings file is; read before the others, from the environment or the command line.</summary>
    public static readonly ConfigurationKey SettingsFile = new(
        "SETTINGS_FILE", "the path of a JSON file", "appsettings.json beside the program", "The settings file.");

    /// <summary>All of them, in the order of the reference.</summary>
    public static readonly IReadOnlyList<ConfigurationKey> All =
    [
        DeploymentMode, ConnectorId, BrokerUrl1, BrokerUrl2, BrokerUser, BrokerPassword, BrokerAuthorities,
        BrokerClientCertificate, BrokerTimeout, ConsumerPriority, Randomize, PriorityBackup, FinesseRest1, FinesseRest2, FinesseHost1, FinesseHost2, FinesseAuthorities, XmppPort,
        XmppTransport, XmppSecurity, RequestTimeout, EventTimeToLive, EventMemory, EventMemoryBytes, HeartbeatInterval, SyncSharedKey, StandbySessions, ConsoleUrl, DataFolder, DemoPage,
        LogLevel, LogFormat, SettingsFile,
    ];

    private static readonly HashSet<string> Names = [.. All.Select(key => key.Name)];

    /// <summary>Whether a key has this name, spelled exactly so.</summary>
    public static bool IsKnown(string name) => Names.Contains(name);
}
