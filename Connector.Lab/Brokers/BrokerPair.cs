using System.Globalization;
using System.Text.RegularExpressions;
using Connector.Lab.Links;
using Connector.Lab.Processes;

namespace Connector.Lab.Brokers;

/// <summary>
/// Two real brokers in a duplex network, run with the very files that are shipped (<c>packaging/activemq/broker-1.xml</c>, <c>broker-2.xml</c>).
/// Each can be killed, stopped, frozen and restarted on its data, and the bridge between them can be cut. Disposing it ends both and deletes the data.
/// </summary>
public sealed partial class BrokerPair : IAsyncDisposable
{
    /// <summary>The user as whom connectors and clients of the laboratory sign in.</summary>
    public const string User = "connector";

    /// <summary>The user as whom client apps of the laboratory sign in.</summary>
    public const string ClientUser = "client";

    // A second on an idle machine; the bridge tries each half second.
    private static readonly TimeSpan BridgeLimit = TimeSpan.FromMinutes(2);

    private BrokerPair(ActiveMqBroker first, ActiveMqBroker second, CuttableLink bridge)
    {
        First = first;
        Second = second;
        Bridge = bridge;
    }

    /// <summary>The password of every user of the laboratory's pairs; new in each process.</summary>
    public static string Password { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Broker 1, which opens the bridge.</summary>
    public ActiveMqBroker First { get; }

    /// <summary>Broker 2, which listens.</summary>
    public ActiveMqBroker Second { get; }

    /// <summary>The link through which the bridge goes. Cut it for two brokers that do not see each other while clients see both.</summary>
    public CuttableLink Bridge { get; }

    /// <summary>Starts both and waits until the bridge stands.</summary>
    /// <param name="properties">Java system properties for both brokers, over those of the laboratory; see <c>packaging/activemq/broker.properties</c>.</param>
    /// <param name="cancellationToken">Gives up; what was started is ended.</param>
    /// <returns>The running pair.</returns>
    /// <exception cref="InvalidOperationException">Java or the broker's jars are missing, or a broker did not start.</exception>
    /// <exception cref="TimeoutException">The bridge did not come to stand; the message carries both logs.</exception>
    public static async Task<BrokerPair> StartAsync(
        IReadOnlyDictionary<string, string>? properties = null, CancellationToken cancellationToken = default)
    {
        var second = await ActiveMqBroker.StartAsync(Options("broker-2", peerPort: 0, properties), cancellationToken).ConfigureAwait(false);
        var bridge = CuttableLink.To(second.OpenWirePort);
        ActiveMqBroker? first = null;
        try
        {
            first = await ActiveMqBroker.StartAsync(Options("broker-1", bridge.Port, properties), cancellationToken).ConfigureAwait(false);
            var pair = new BrokerPair(first, second, bridge);
            await pair.WaitForBridgeAsync(cancellationToken).ConfigureAwait(false);
            return pair;
        }
        catch
        {
            if (first is not null)
                await first.DisposeAsync().ConfigureAwait(false);
            await second.DisposeAsync().ConfigureAwait(false);
            await bridge.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The other one of the two.</summary>
    /// <param name="broker">One of them.</param>
    /// <returns>The other.</returns>
    public ActiveMqBroker Other(ActiveMqBroker broker) => broker == First ? Second : First;

    /// <summary>
    /// Waits until the bridge stands, in both directions, as both brokers log it. A broker that froze or lost the link notices some seconds later: until then its
    /// log says that the bridge stands.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done when it stands.</returns>
    /// <exception cref="TimeoutException">It does not; the message carries both logs.</exception>
    public async Task WaitForBridgeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await Eventually.HoldsAsync(
                "the bridge between the brokers", () => Stands(First.LogSinceStart) && Stands(Second.LogSinceStart), BridgeLimit, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException cause)
        {
            throw new TimeoutException($"{cause.Message} Broker 1 wrote:\n{First.LogSinceStart}\nBroker 2 wrote:\n{Second.LogSinceStart}", cause);
        }
    }

    /// <summary>Ends both brokers and deletes their data.</summary>
    /// <returns>Done when nothing is left.</returns>
    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync().ConfigureAwait(false);
        await Second.DisposeAsync().ConfigureAwait(false);
        await Bridge.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Whether a broker's log, from its start on, tells of a bridge that was established and has not ended. Each has its own pair of addresses in the log.</summary>
    internal static bool Stands(string log)
    {
        var ended = Ended().Matches(log).Select(match => match.Groups["ends"].Value).ToHashSet();
        return Established().Matches(log).Any(match => !ended.Contains(match.Groups["ends"].Value));
    }

    private static ActiveMqBrokerOptions Options(string name, int peerPort, IReadOnlyDictionary<string, string>? properties)
    {
        var all = new Dictionary<string, string>
        {
            ["openwire.host"] = "127.0.0.1",
            ["peer.host"] = "127.0.0.1",
            ["peer.port"] = peerPort.ToString(CultureInfo.InvariantCulture),
            ["connector.user"] = User,
            ["connector.password"] = Password,
            ["client.password"] = Password,
            ["bridge.password"] = Password,
            // The disk is shared by many short-lived brokers.
            ["broker.journal"] = "16 mb",
            ["broker.memory"] = "128 mb",
            ["broker.store"] = "1 gb",
            ["broker.temp"] = "256 mb",
        };
        foreach (var (key, value) in properties ?? new Dictionary<string, string>())
            all[key] = value;
        return new ActiveMqBrokerOptions { Name = name, Configuration = ActiveMqConfiguration.Shipped(name), Properties = all, CompilesQuickly = true };
    }

    [GeneratedRegex(@"Network connection between (?<ends>\S+ and \S+) \(.*has been established", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Established();

    [GeneratedRegex(@"Network connection between (?<ends>\S+ and \S+) shutdown", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Ended();
}
