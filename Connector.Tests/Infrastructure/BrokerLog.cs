using Connector.Lab.Brokers;
using Shouldly;

namespace Connector.Tests.Infrastructure;

/// <summary>
/// The broker's own log from a moment on. What a client does wrong stands there as a warning or an error, also where the client saw nothing of it: a
/// consumer left behind, a temporary queue written to when gone, a frame that could not be read.
/// </summary>
internal sealed class BrokerLog
{
    private readonly ActiveMqBroker _broker;
    private readonly int _start;

    private BrokerLog(ActiveMqBroker broker)
    {
        _broker = broker;
        _start = broker.Log.Length;
    }

    /// <summary>Takes note of where the log is now.</summary>
    public static BrokerLog From(ActiveMqBroker broker) => new(broker);

    /// <summary>Fails where the broker has warned since, other than of what the test provoked.</summary>
    /// <param name="provoked">Parts of lines that are to be expected.</param>
    public void HasNoWarnings(params IReadOnlyList<string> provoked) => Warnings(_broker.Log[_start..])
        .Where(line => !provoked.Any(part => line.Contains(part, StringComparison.Ordinal)))
        .ShouldBeEmpty("the broker complained of what its clients did");

    /// <summary>The warnings and errors in a log: time, level, class, message.</summary>
    public static IEnumerable<string> Warnings(string log) => log.Split('\n')
        .Where(line => line.Contains(" WARN ", StringComparison.Ordinal) || line.Contains(" ERROR ", StringComparison.Ordinal));
}
