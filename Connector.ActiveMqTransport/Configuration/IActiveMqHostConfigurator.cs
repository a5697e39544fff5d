using Connector.OpenWire;

namespace MassTransit;

/// <summary>How the bus reaches its brokers.</summary>
public interface IActiveMqHostConfigurator
{
    /// <summary>The user to sign in as.</summary>
    /// <param name="username">User name; empty for none.</param>
    void Username(string username);

    /// <summary>The password to sign in with. It is never logged.</summary>
    /// <param name="password">Password; empty for none.</param>
    void Password(string password);

    /// <summary>Uses TLS. The broker's certificate must be valid for its host name.</summary>
    /// <param name="enabled">False switches it off again.</param>
    void UseSsl(bool enabled = true);

    /// <summary>Uses TLS and says whether port 61616 becomes 61617, ActiveMQ's usual port for it.</summary>
    /// <param name="enabled">False switches TLS off again.</param>
    /// <param name="updatePort">True: 61616 becomes 61617 (and back, when switched off).</param>
    void UseSsl(bool enabled, bool updatePort);

    /// <summary>Uses TLS with the given trust and client certificate.</summary>
    /// <param name="options">Whom to trust and what to show.</param>
    void UseSsl(OpenWireTlsOptions options);

    /// <summary>
    /// More than one broker. They are tried in this order at every connect and reconnect; the host of <c>Host(...)</c> then
    /// stands in addresses only.
    /// </summary>
    /// <param name="hosts">Each <c>host:port</c>, <c>tcp://host:port</c> or <c>ssl://host:port</c>.</param>
    void FailoverHosts(string[] hosts);

    /// <summary>Whether the brokers are tried in random order, rather than in the order given. Off by default.</summary>
    /// <param name="enabled">False: in the order given.</param>
    void Randomize(bool enabled = true);

    /// <summary>
    /// Whether the bus goes back to its first broker as soon as that is there again: it takes no more messages, lets those being handled end, and moves. Off
    /// by default.
    /// </summary>
    /// <param name="enabled">False: it stays where it is.</param>
    void PriorityBackup(bool enabled = true);

    /// <summary>After which silence a broker counts as frozen and is left. 5 seconds by default; zero never.</summary>
    /// <param name="limit">The longest silence. A loaded broker may be silent for a second.</param>
    void InactivityLimit(TimeSpan limit);

    /// <summary>Over how many connections the bus sends. 4 by default.</summary>
    /// <param name="count">1 to 8.</param>
    void SendConnections(int count);

    /// <summary>
    /// Has a method called whenever the connection over which the bus receives changes: connected to which broker, interrupted why. It is called by the
    /// transport's supervisor and must return at once.
    /// </summary>
    /// <param name="observer">Gets each new status.</param>
    void ObserveBroker(Action<ActiveMqBrokerStatus> observer);

    /// <summary>
    /// Options by the names of the Java and NMS clients. With effect: <c>transport.timeout</c> (ms, as
    /// <see cref="SendTimeout"/>), <c>transport.randomize</c>, <c>transport.priorityBackup</c>, <c>wireFormat.maxInactivityDuration</c> (ms, as
    /// <see cref="InactivityLimit"/>), <c>transport.initialReconnectDelay</c>, <c>transport.maxReconnectDelay</c> (ms),
    /// <c>transport.reconnectDelayExponent</c>, <c>transport.useExponentialBackOff</c>, <c>nms.AsyncSend</c>; the prefix may be
    /// left out. Any other is logged once as being without effect.
    /// </summary>
    /// <param name="options">Name and value of each.</param>
    void TransportOptions(IEnumerable<KeyValuePair<string, string>> options);

    /// <summary>
    /// Sends persistent messages without waiting until the broker has stored them. Faster; what is on its way when the
    /// connection breaks is lost.
    /// </summary>
    void EnableAsyncSend();

    /// <summary>
    /// Accepted because the official transport has it, and logged as being without effect: acknowledgements here are one-way and
    /// gathered in any case.
    /// </summary>
    void EnableOptimizeAcknowledge();

    /// <summary>As <see cref="SetQueuePrefetchPolicy"/>: this transport has no other consumers without a prefetch of their own.</summary>
    /// <param name="limit">1 to 32,767.</param>
    void SetPrefetchPolicy(int limit);

    /// <summary>
    /// The prefetch of consumers whose endpoint does not say it by <c>PrefetchCount</c>: those of temporary queues, on which answers
    /// arrive. 1,000 by default.
    /// </summary>
    /// <param name="limit">1 to 32,767.</param>
    void SetQueuePrefetchPolicy(int limit);

    /// <summary>How long a send waits for a broker during an outage before it fails. 10 seconds by default.</summary>
    /// <param name="timeout">More than zero.</param>
    void SendTimeout(TimeSpan timeout);

    /// <summary>
    /// The pause between rounds of reconnecting: it starts with <paramref name="initial"/>, doubles each round, and ends at
    /// <paramref name="maximum"/>. 100 milliseconds and 5 seconds by default.
    /// </summary>
    /// <param name="initial">More than zero.</param>
    /// <param name="maximum">Not less than <paramref name="initial"/>.</param>
    void ReconnectDelay(TimeSpan initial, TimeSpan maximum);
}
