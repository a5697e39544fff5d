using System.Collections.Immutable;

namespace Connector.OpenWire.Failover;

/// <summary>Collects what a fail-over address says. Names are taken in any case, as the Java client's users write them.</summary>
internal sealed class FailoverUriSettings
{
    private const int LargestSocketBuffer = 64 * 1024 * 1024;

    // Known to the Java or the NMS client, and without use here: what they switch is always so, or does not exist.
    private static readonly ImmutableHashSet<string> KnownFailover = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "backup", "backupPoolSize", "trackMessages", "trackTransactionProducers", "maxCacheSize", "warnAfterReconnectAttempts", "updateURIsURL", "rebalanceUpdateURIs",
        "reconnectSupported", "ha", "reconnectAttempts", "maxPullCacheSize", "asyncTimeout", "asyncConnect", "useLocalHost");

    private static readonly ImmutableHashSet<string> KnownNested = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "tcpNoDelay", "keepAlive", "soTimeout", "soLinger", "soWriteTimeout", "useInactivityMonitor", "useKeepAlive", "trace", "logWriterName", "dynamicManagement",
        "startLogging", "jmxPort", "minmumWireFormatVersion", "daemon", "threadName", "typeOfService", "trafficClass", "diffServ", "useLogging", "requestTimeout",
        "wireFormat", "useLocalHost", "preferIPv6");

    private readonly List<BrokerAddress> _brokers = [];
    private readonly List<string> _withoutEffect = [];
    private FailoverOptions _options = new() { Brokers = [] };
    private OpenWireOptions _connection = new() { Broker = new BrokerAddress("localhost", BrokerAddress.DefaultPort, false) };
    private bool? _asyncSend;

    internal void AddBroker(string address)
    {
        var question = address.IndexOf('?', StringComparison.Ordinal);
        _brokers.Add(BrokerAddress.Parse(question < 0 ? address : address[..question]));
        if (question < 0)
            return;
        foreach (var (name, value) in FailoverUri.Pairs(address[(question + 1)..]))
        {
            // Behind one address, both clients take options of that transport, and NMS those of the whole with their prefix.
            if (!TryNested(name, value) && !TryFailover(name, value))
                throw Unknown(name);
        }
    }

    internal void Apply(string name, string value)
    {
        if (!TryFailover(name, value) && !TryNested(name, value))
            throw Unknown(name);
    }

    internal FailoverUri ToUri(string text)
    {
        if (_brokers.Count == 0)
            throw new FormatException($"'{text}' names no broker. Expected failover:(tcp://host:port,...).");
        if (_options.MaxReconnectDelay < _options.InitialReconnectDelay)
            _options = _options with { MaxReconnectDelay = _options.InitialReconnectDelay };
        return new FailoverUri(_options with { Brokers = _brokers, Connection = _connection with { Broker = _brokers[0] } }, _withoutEffect, _asyncSend);
    }

    private static FormatException Unknown(string name) => new(
        $"The option '{name}' is unknown. Known are those of ActiveMQ's fail-over transport (randomize, priorityBackup, timeout, initialReconnectDelay, maxReconnectDelay, ...) "
        + "and, behind an address or with the prefix nested., those of its TCP transport (wireFormat.maxInactivityDuration, connectionTimeout, ...).");

    private static string Without(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? name[prefix.Length..] : name;

    private bool TryFailover(string name, string value)
    {
        var option = Without(name, "transport.");
        switch (option.ToUpperInvariant())
        {
            case "RANDOMIZE":
                _options = _options with { Randomize = FailoverUri.Flag(name, value) };
                return true;
            case "PRIORITYBACKUP":
                _options = _options with { PriorityBackup = FailoverUri.Flag(name, value) };
                return true;
            case "PRIORITYURIS":
                _options = _options with { PreferredBrokers = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(BrokerAddress.Parse)] };
                return true;
            case "TIMEOUT":
                _options = _options with { SendTimeout = value.Trim() == "-1" ? null : FailoverUri.Milliseconds(name, value) is { Ticks: > 0 } time ? time : TimeSpan.FromMilliseconds(1) };
                return true;
            case "INITIALRECONNECTDELAY":
                _options = _options with { InitialReconnectDelay = FailoverUri.Milliseconds(name, value) };
                return true;
            case "MAXRECONNECTDELAY":
                _options = _options with { MaxReconnectDelay = FailoverUri.Milliseconds(name, value) };
                return true;
            case "RECONNECTDELAYEXPONENT" or "BACKOFFMULTIPLIER":
                _options = _options with { ReconnectDelayExponent = FailoverUri.Factor(name, value) };
                return true;
            case "USEEXPONENTIALBACKOFF":
                if (!FailoverUri.Flag(name, value))
                    _options = _options with { ReconnectDelayExponent = 1 };
                return true;
            case "MAXRECONNECTATTEMPTS":
                _options = _options with { MaxReconnectAttempts = FailoverUri.Count(name, value) };
                return true;
            case "STARTUPMAXRECONNECTATTEMPTS":
                _options = _options with { StartupMaxReconnectAttempts = FailoverUri.Count(name, value) };
                return true;
            case "UPDATEURISSUPPORTED":
                _options = _options with { UpdateBrokers = FailoverUri.Flag(name, value) };
                return true;
            default:
                return IsWithoutEffect(name, KnownFailover.Contains(option));
        }
    }

    private bool TryNested(string name, string value)
    {
        var option = Without(Without(name, "nested."), "transport.");
        switch (option.ToUpperInvariant())
        {
            case "WIREFORMAT.MAXINACTIVITYDURATION":
                _connection = _connection with { MaxInactivity = FailoverUri.Milliseconds(name, value) };
                return true;
            case "CONNECTIONTIMEOUT":
                // Zero is "without end" there; a broker that never answers would keep this client from the next one.
                if (FailoverUri.Milliseconds(name, value) is { Ticks: > 0 } time)
                    _connection = _connection with { ConnectTimeout = time };
                return true;
            case "SOCKETBUFFERSIZE" or "RECEIVEBUFFERSIZE" or "SENDBUFFERSIZE":
                _connection = _connection with { SocketBufferBytes = Math.Clamp(FailoverUri.Count(name, value), 1024, LargestSocketBuffer) };
                return true;
            case "ASYNCSEND" when option.Length == name.Length:
            case "NMS.ASYNCSEND" or "CONNECTION.ASYNCSEND" or "JMS.USEASYNCSEND":
                _asyncSend = FailoverUri.Flag(name, value);
                return true;
            default:
                return IsWithoutEffect(
                    name,
                    KnownNested.Contains(option)
                    || option.StartsWith("wireFormat.", StringComparison.OrdinalIgnoreCase)
                    || option.StartsWith("socket.", StringComparison.OrdinalIgnoreCase)
                    || option.StartsWith("nms.", StringComparison.OrdinalIgnoreCase)
                    || option.StartsWith("jms.", StringComparison.OrdinalIgnoreCase)
                    || option.StartsWith("connection.", StringComparison.OrdinalIgnoreCase)
                    || option.StartsWith("ssl.", StringComparison.OrdinalIgnoreCase));
        }
    }

    private bool IsWithoutEffect(string name, bool isKnown)
    {
        if (isKnown)
            _withoutEffect.Add(name);
        return isKnown;
    }
}
