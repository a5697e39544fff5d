using System.Globalization;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using MassTransit;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>Collects what a user says about the brokers.</summary>
internal sealed class ActiveMqHostConfigurator(string host, int port) : IActiveMqHostConfigurator
{
    /// <summary>What was said until now.</summary>
    public ActiveMqHostSettings Settings { get; private set; } = new() { Host = host, Port = port };

    /// <inheritdoc/>
    public void Username(string username) => Settings = Settings with { Username = username ?? "" };

    /// <inheritdoc/>
    public void Password(string password) => Settings = Settings with { Password = password ?? "" };

    /// <inheritdoc/>
    public void UseSsl(bool enabled = true) => Settings = Settings with { UseSsl = enabled };

    /// <inheritdoc/>
    public void UseSsl(bool enabled, bool updatePort)
    {
        UseSsl(enabled);
        var (from, to) = enabled
            ? (BrokerAddress.DefaultPort, BrokerAddress.DefaultTlsPort)
            : (BrokerAddress.DefaultTlsPort, BrokerAddress.DefaultPort);
        if (updatePort && Settings.Port == from)
            Settings = Settings with { Port = to };
    }

    /// <inheritdoc/>
    public void UseSsl(OpenWireTlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Settings = Settings with { UseSsl = true, Tls = options };
    }

    /// <inheritdoc/>
    public void FailoverHosts(string[] hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        Settings = Settings with { FailoverHosts = [.. hosts] };
    }

    /// <inheritdoc/>
    public void Randomize(bool enabled = true) => Settings = Settings with { Randomize = enabled };

    /// <inheritdoc/>
    public void PriorityBackup(bool enabled = true) => Settings = Settings with { PriorityBackup = enabled };

    /// <inheritdoc/>
    public void InactivityLimit(TimeSpan limit) => Settings = Settings with { InactivityLimit = limit };

    /// <inheritdoc/>
    public void SendConnections(int count) => Settings = Settings with { SendConnections = count };

    /// <inheritdoc/>
    public void ObserveBroker(Action<ActiveMqBrokerStatus> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Settings = Settings with { BrokerObserver = Settings.BrokerObserver + observer };
    }

    /// <summary>Takes over a whole <c>failover:(...)</c> address.</summary>
    /// <exception cref="ActiveMqTransportConfigurationException">The address is wrong; the message says how.</exception>
    public void Apply(string failoverAddress)
    {
        FailoverUri uri;
        try
        {
            uri = FailoverUri.Parse(failoverAddress);
        }
        catch (FormatException wrong)
        {
            throw new ActiveMqTransportConfigurationException(wrong.Message, wrong);
        }

        var (options, standard) = (uri.Options, new FailoverOptions { Brokers = uri.Options.Brokers });
        var connection = options.Connection!;
        Settings = Settings with
        {
            Host = options.Brokers[0].Host,
            Port = options.Brokers[0].Port,
            FailoverHosts = [.. options.Brokers.Select(broker => broker.ToString())],
            Randomize = options.Randomize,
            PriorityBackup = options.PriorityBackup,
            SendTimeout = options.SendTimeout ?? Settings.SendTimeout,
            InitialReconnectDelay = options.InitialReconnectDelay == standard.InitialReconnectDelay ? Settings.InitialReconnectDelay : options.InitialReconnectDelay,
            MaximumReconnectDelay = options.MaxReconnectDelay == standard.MaxReconnectDelay ? Settings.MaximumReconnectDelay : options.MaxReconnectDelay,
            ReconnectDelayExponent = options.ReconnectDelayExponent,
            InactivityLimit = connection.MaxInactivity == new OpenWireOptions { Broker = connection.Broker }.MaxInactivity ? Settings.InactivityLimit : connection.MaxInactivity,
            AsyncSend = uri.AsyncSend ?? Settings.AsyncSend,
            OptionsWithoutEffect = [.. Settings.OptionsWithoutEffect, .. uri.WithoutEffect],
        };
    }

    /// <inheritdoc/>
    public void TransportOptions(IEnumerable<KeyValuePair<string, string>> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var (name, value) in options)
            Settings = Apply(Settings, name, value);
    }

    /// <inheritdoc/>
    public void EnableAsyncSend() => Settings = Settings with { AsyncSend = true };

    /// <inheritdoc/>
    public void EnableOptimizeAcknowledge() =>
        Settings = Settings with { OptionsWithoutEffect = [.. Settings.OptionsWithoutEffect, "nms.OptimizeAcknowledge"] };

    /// <inheritdoc/>
    public void SetPrefetchPolicy(int limit) => SetQueuePrefetchPolicy(limit);

    /// <inheritdoc/>
    public void SetQueuePrefetchPolicy(int limit) => Settings = Settings with { TemporaryQueuePrefetch = limit };

    /// <inheritdoc/>
    public void SendTimeout(TimeSpan timeout) => Settings = Settings with { SendTimeout = timeout };

    /// <inheritdoc/>
    public void ReconnectDelay(TimeSpan initial, TimeSpan maximum) =>
        Settings = Settings with { InitialReconnectDelay = initial, MaximumReconnectDelay = maximum };

    // The names are those of ActiveMQ's fail-over transport and of the NMS client.
    private static ActiveMqHostSettings Apply(ActiveMqHostSettings settings, string name, string value)
    {
        var option = name[(name.LastIndexOf('.') + 1)..];
        return option.ToUpperInvariant() switch
        {
            // The clients' "for ever" has no place in a transport that promises to fail in time.
            "TIMEOUT" when value == "-1" => settings with { OptionsWithoutEffect = [.. settings.OptionsWithoutEffect, name] },
            "TIMEOUT" => settings with { SendTimeout = Milliseconds(name, value) },
            "INITIALRECONNECTDELAY" => WithInitialDelay(settings, Milliseconds(name, value)),
            "MAXRECONNECTDELAY" => settings with { MaximumReconnectDelay = Milliseconds(name, value) },
            "RECONNECTDELAYEXPONENT" => settings with { ReconnectDelayExponent = Number(name, value) },
            "USEEXPONENTIALBACKOFF" => settings with
            {
                ReconnectDelayExponent = Flag(name, value) ? Math.Max(2, settings.ReconnectDelayExponent) : 1,
            },
            "RANDOMIZE" => settings with { Randomize = Flag(name, value) },
            "PRIORITYBACKUP" => settings with { PriorityBackup = Flag(name, value) },
            "MAXINACTIVITYDURATION" => settings with { InactivityLimit = Milliseconds(name, value) },
            "ASYNCSEND" => settings with { AsyncSend = Flag(name, value) },
            _ => settings with { OptionsWithoutEffect = [.. settings.OptionsWithoutEffect, name] },
        };
    }

    private static ActiveMqHostSettings WithInitialDelay(ActiveMqHostSettings settings, TimeSpan delay) => settings with
    {
        InitialReconnectDelay = delay,
        MaximumReconnectDelay = delay > settings.MaximumReconnectDelay ? delay : settings.MaximumReconnectDelay,
    };

    private static TimeSpan Milliseconds(string name, string value) => TimeSpan.FromMilliseconds(Number(name, value));

    private static double Number(string name, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ActiveMqTransportConfigurationException($"The transport option {name} is '{value}', which is not a number.");

    private static bool Flag(string name, string value) =>
        bool.TryParse(value, out var flag)
            ? flag
            : throw new ActiveMqTransportConfigurationException($"The transport option {name} is '{value}'; true or false is allowed.");
}
