using System.Globalization;
using Connector.OpenWire;
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
