using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ownership;

namespace Connector.Service.Configuration;

/// <summary>Reads the configuration: pure, total, one sentence per problem.</summary>
internal static class ConnectorConfiguration
{
    private const int LongestConnectorId = 64;

    /// <summary>Makes settings of keys and values.</summary>
    /// <param name="values">The configuration; a key with an empty value counts as not given.</param>
    /// <param name="hostName">This machine's name, from which the connector's own is taken where none is given.</param>
    /// <param name="programFolder">Where the program is, beside which the data folder is where none is given.</param>
    /// <returns>The settings, or every problem at once.</returns>
    public static ConfigurationOutcome Parse(
        IReadOnlyDictionary<string, string?> values, string hostName = "connector", string programFolder = ".")
    {
        var reader = new ValueReader(values);
        foreach (var name in values.Keys.Where(name => !ConfigurationKeys.IsKnown(name)).Order(StringComparer.Ordinal))
            reader.Add(UnknownKey(name));

        var mode = reader.Word(
            ConfigurationKeys.DeploymentMode,
            DeploymentMode.Simplex,
            ("simplex", DeploymentMode.Simplex),
            ("active-passive", DeploymentMode.ActivePassive),
            ("active-active", DeploymentMode.ActiveActive));
        var demo = reader.Flag(ConfigurationKeys.DemoPage, false);
        var settings = new ConnectorSettings
        {
            Mode = mode,
            ConnectorId = ReadConnectorId(reader, hostName),
            Broker = ReadBroker(reader, demo),
            Finesse = ReadFinesse(reader, demo),
            RequestTimeout = reader.Milliseconds(ConfigurationKeys.RequestTimeout, 100, 600_000, 30_000),
            EventTimeToLive = reader.Milliseconds(ConfigurationKeys.EventTimeToLive, 1_000, 86_400_000, 300_000),
            EventMemory = new()
            {
                Events = reader.Number(ConfigurationKeys.EventMemory, 0, 10_000) ?? 256,
                Bytes = reader.Number(ConfigurationKeys.EventMemoryBytes, 0, 16_777_216) ?? 32_768,
            },
            HeartbeatInterval = reader.Milliseconds(ConfigurationKeys.HeartbeatInterval, 100, 60_000, 1_000),
            SyncSharedKey = ReadSharedKey(reader),
            StandbySessions = reader.Flag(ConfigurationKeys.StandbySessions, true),
            Console = ReadConsole(reader),
            DataFolder = reader.Text(ConfigurationKeys.DataFolder) ?? Path.Combine(programFolder, "data"),
            DemoPage = demo,
            LogLevel = reader.Word(
                ConfigurationKeys.LogLevel,
                LogLevel.Information,
                ("trace", LogLevel.Trace),
                ("debug", LogLevel.Debug),
                ("information", LogLevel.Information),
                ("warning", LogLevel.Warning),
                ("error", LogLevel.Error),
                ("critical", LogLevel.Critical)),
            LogsJson = reader.Word(ConfigurationKeys.LogFormat, !demo, ("json", true), ("text", false)),
        };
        if (mode != DeploymentMode.Simplex)
            CheckDuplex(reader);
        return reader.Problems.Count == 0
            ? new ConfigurationOutcome.Valid(settings)
            : new ConfigurationOutcome.Invalid([.. reader.Problems]);
    }

    private static string UnknownKey(string name)
    {
        var shown = ValueReader.Shown(name);
        return NearestKey.Of(name) is { } nearest
            ? $"{shown} is not a configuration key; did you mean {nearest}?"
            : $"{shown} is not a configuration key; the keys are {string.Join(", ", ConfigurationKeys.All.Select(key => key.Name))}.";
    }

    private static void CheckDuplex(ValueReader reader)
    {
        var mode = $"{ConfigurationKeys.DeploymentMode.Name} is {reader.Text(ConfigurationKeys.DeploymentMode)}, which needs";
        var (first, second) = (reader.Text(ConfigurationKeys.BrokerUrl1), reader.Text(ConfigurationKeys.BrokerUrl2));
        if (first is null || second is null)
            reader.Add($"{mode} two brokers: give {ConfigurationKeys.BrokerUrl1.Name} and {ConfigurationKeys.BrokerUrl2.Name}.");
        else if (BrokerAddress.TryParse(first, out var one) && BrokerAddress.TryParse(second, out var other) && one.Name == other.Name)
            reader.Add($"{mode} two brokers, and {ConfigurationKeys.BrokerUrl1.Name} and {ConfigurationKeys.BrokerUrl2.Name} are one: give the second broker's address.");
        if (!reader.IsGiven(ConfigurationKeys.SyncSharedKey))
            reader.Add($"{mode} {ConfigurationKeys.SyncSharedKey.Name}, the same on both connectors: make one with 'openssl rand -base64 32'.");
    }

    private static string ReadConnectorId(ValueReader reader, string hostName)
    {
        if (reader.Text(ConfigurationKeys.ConnectorId) is { } given)
        {
            if (given.Length > LongestConnectorId || !given.All(IsAllowed))
                reader.Wrong(ConfigurationKeys.ConnectorId);
            return given;
        }
        var name = new string([.. hostName.TakeWhile(c => c != '.').Take(LongestConnectorId).Select(c => IsAllowed(c) ? c : '-')]);
        return name.Length > 0 ? name : "connector";

        static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
    }

    private static BrokerSettings? ReadBroker(ValueReader reader, bool demo)
    {
        var first = ReadBrokerAddress(reader, ConfigurationKeys.BrokerUrl1);
        var second = ReadBrokerAddress(reader, ConfigurationKeys.BrokerUrl2);
        if (reader.IsGiven(ConfigurationKeys.BrokerPassword) && !reader.IsGiven(ConfigurationKeys.BrokerUser))
            reader.Add($"{ConfigurationKeys.BrokerPassword.Name} is given without {ConfigurationKeys.BrokerUser.Name}; give both or neither.");
        BrokerAddress[] addresses = [.. new[] { first, second }.OfType<BrokerAddress>()];
        foreach (var key in new[] { ConfigurationKeys.BrokerAuthorities, ConfigurationKeys.BrokerClientCertificate })
        {
            if (reader.IsGiven(key) && addresses.Length > 0 && !addresses.Any(address => address.Tls))
                reader.Add($"{key.Name} is given, and no broker's address begins with ssl://; write ssl:// there, or leave {key.Name} out.");
        }
        var settings = new BrokerSettings
        {
            Addresses = addresses,
            User = reader.Text(ConfigurationKeys.BrokerUser) ?? "",
            Password = reader.Secret(ConfigurationKeys.BrokerPassword),
            AuthoritiesFile = reader.Text(ConfigurationKeys.BrokerAuthorities),
            ClientCertificateFile = reader.Text(ConfigurationKeys.BrokerClientCertificate),
            SendTimeout = reader.Milliseconds(ConfigurationKeys.BrokerTimeout, 100, 600_000, 10_000),
            ConsumerPriority = reader.Number(ConfigurationKeys.ConsumerPriority, 0, 127) ?? 127,
            Randomize = reader.Flag(ConfigurationKeys.Randomize, false),
            PriorityBackup = reader.Flag(ConfigurationKeys.PriorityBackup, true),
        };
        if (reader.IsGiven(ConfigurationKeys.BrokerUrl1))
            return settings;
        if (reader.IsGiven(ConfigurationKeys.BrokerUrl2))
            reader.Add($"{ConfigurationKeys.BrokerUrl2.Name} is given without {ConfigurationKeys.BrokerUrl1.Name}; one broker alone belongs into {ConfigurationKeys.BrokerUrl1.Name}.");
        else if (!demo)
            reader.Add(Missing(ConfigurationKeys.BrokerUrl1));
        return null;
    }

    private static BrokerAddress? ReadBrokerAddress(ValueReader reader, ConfigurationKey key)
    {
        if (reader.Text(key) is not { } text)
            return null;
        if (!BrokerAddress.TryParse(text, out var address))
            reader.Wrong(key);
        return address;
    }

    private static FinesseSettings? ReadFinesse(ValueReader reader, bool demo)
    {
        var first = ReadSide(reader, ConfigurationKeys.FinesseRest1, ConfigurationKeys.FinesseHost1, out var firstGiven);
        var second = ReadSide(reader, ConfigurationKeys.FinesseRest2, ConfigurationKeys.FinesseHost2, out var secondGiven);
        var settings = new FinesseSettings
        {
            Sides = [.. new[] { first, second }.OfType<FinesseAddress>()],
            XmppPort = reader.Number(ConfigurationKeys.XmppPort, 1, 65535),
            XmppTransport = reader.Word(
                ConfigurationKeys.XmppTransport,
                XmppTransportChoice.Auto,
                ("auto", XmppTransportChoice.Auto),
                ("tcp", XmppTransportChoice.Tcp),
                ("websocket", XmppTransportChoice.WebSocket)),
            XmppSecurity = reader.Word(
                ConfigurationKeys.XmppSecurity,
                XmppSecurityChoice.Auto,
                ("auto", XmppSecurityChoice.Auto),
                ("none", XmppSecurityChoice.None),
                ("starttls", XmppSecurityChoice.StartTls),
                ("tls", XmppSecurityChoice.Tls)),
            AuthoritiesFile = reader.Text(ConfigurationKeys.FinesseAuthorities),
        };
        if (settings is { XmppTransport: XmppTransportChoice.WebSocket, XmppSecurity: XmppSecurityChoice.StartTls })
            reader.Add($"{ConfigurationKeys.XmppSecurity.Name} is starttls, which a WebSocket has not; write tls, or {ConfigurationKeys.XmppTransport.Name}=tcp.");
        if (firstGiven)
            return settings;
        if (secondGiven)
            reader.Add("A second Finesse is given without a first; one server alone belongs into Finesse_1 or SERVER_ADDRESS_1.");
        else if (!demo)
            reader.Add(Missing(ConfigurationKeys.FinesseRest1, ConfigurationKeys.FinesseHost1));
        return null;
    }

    private static FinesseAddress? ReadSide(ValueReader reader, ConfigurationKey rest, ConfigurationKey host, out bool isGiven)
    {
        isGiven = reader.IsGiven(rest) || reader.IsGiven(host);
        if (!isGiven)
            return null;
        if (FinesseAddress.TryParse(reader.Text(rest), null, out _, out _) || !reader.IsGiven(rest))
        {
            if (FinesseAddress.TryParse(reader.Text(rest), reader.Text(host), out var address, out _))
                return address;
            reader.Wrong(host);
            return null;
        }
        reader.Wrong(rest);
        return null;
    }

    private static SharedKey? ReadSharedKey(ValueReader reader)
    {
        if (reader.Text(ConfigurationKeys.SyncSharedKey) is not { } text)
            return null;
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length) && length == SharedKey.Length)
            return new(bytes[..length]);
        reader.Wrong(ConfigurationKeys.SyncSharedKey);
        return null;
    }

    private static ConsoleAddress ReadConsole(ValueReader reader)
    {
        var text = reader.Text(ConfigurationKeys.ConsoleUrl) ?? "http://127.0.0.1:8112";
        if (ConsoleAddress.TryParse(text, out var address))
            return address;
        reader.Wrong(ConfigurationKeys.ConsoleUrl);
        return new(null, 0);
    }

    private static string Missing(params ReadOnlySpan<ConfigurationKey> keys)
    {
        var names = new List<string>();
        foreach (var key in keys)
            names.Add(key.Name);
        return $"{string.Join(" or ", names)} is missing; allowed: {keys[0].Allowed}. "
            + $"({ConfigurationKeys.DemoPage.Name}=true tries the connector out without it.)";
    }
}
