using System.Collections.ObjectModel;
using Connector.OpenWire;
using MassTransit;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>One round of connecting: every broker once, in the given order, until one answers.</summary>
internal static class BrokerRound
{
    /// <summary>Connects to the first broker that answers.</summary>
    /// <exception cref="ActiveMqConnectionException">None did; the message tells each broker's reason.</exception>
    public static async Task<BrokerConnection> ConnectAsync(
        IOpenWireConnector connector, ActiveMqHostSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var failures = new List<OpenWireException>();
        foreach (var broker in settings.Brokers)
        {
            var options = new OpenWireOptions
            {
                Broker = broker,
                User = settings.Username.Length == 0 ? null : settings.Username,
                Password = settings.Password.Length == 0 ? null : settings.Password,
                Tls = settings.Tls,
                TimeProvider = timeProvider,
            };
            try
            {
                return await BrokerConnection.OpenAsync(connector, options, cancellationToken).ConfigureAwait(false);
            }
            catch (OpenWireException failure)
            {
                failures.Add(failure);
            }
        }
        var message = string.Join(" ", settings.Brokers.Zip(failures, (broker, failure) => Sentence(broker, failure)));
        throw new ActiveMqConnectionException(message, failures.Count == 1 ? failures[0] : new AggregateException(failures));
    }

    /// <summary>What an operator can do about a failed round.</summary>
    public static string Remedy(Exception? failure) =>
        Causes(failure).Any(cause => cause is AuthenticationRefusedException)
            ? "Check user name and password of the bus, and the broker's authentication plug-in."
            : "Check that the broker runs, its address and port, and the firewall between.";

    private static ReadOnlyCollection<Exception> Causes(Exception? failure) => failure?.InnerException switch
    {
        AggregateException many => many.InnerExceptions,
        { } one => new ReadOnlyCollection<Exception>([one]),
        null => ReadOnlyCollection<Exception>.Empty,
    };

    private static string Sentence(BrokerAddress broker, OpenWireException failure)
    {
        var text = failure.Message.Contains(broker.Host, StringComparison.Ordinal) ? failure.Message : $"{broker}: {failure.Message}";
        return text.EndsWith('.') ? text : text + ".";
    }
}
