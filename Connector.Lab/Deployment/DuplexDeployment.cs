using System.Net;
using System.Security.Cryptography;
using Connector.Lab.Brokers;
using Connector.Lab.Connectors;
using Connector.Lab.Processes;
using Connector.Lab.Simulators;

namespace Connector.Lab.Deployment;

/// <summary>
/// A duplex deployment as the customer describes it, of real processes on loopback: two brokers in a network, two connectors, a pair of
/// Finesse servers, and between any two of them a link that can be cut. Disposing it ends everything and deletes the data.
/// </summary>
public sealed class DuplexDeployment : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(2);

    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly Dictionary<string, MovableClock> _clocks = new(StringComparer.Ordinal);
    private BrokerPair? _brokers;
    private SimulatorProcess? _simulator;
    private DuplexLinks? _links;

    private DuplexDeployment(DuplexOptions options) => Options = options;

    /// <summary>What it is like.</summary>
    public DuplexOptions Options { get; }

    /// <summary>AMQ-1 and AMQ-2.</summary>
    public BrokerPair Brokers => _brokers ?? throw NotStarted();

    /// <summary>GC-1 and GC-2.</summary>
    public IReadOnlyList<ConnectorProcess> Connectors { get; private set; } = [];

    /// <summary>Finesse-A and Finesse-B.</summary>
    public SimulatorProcess Simulator => _simulator ?? throw NotStarted();

    /// <summary>The parts that things happen to: brokers, connectors, Finesse servers.</summary>
    public IReadOnlyList<DeploymentPart> Parts { get; private set; } = [];

    /// <summary>Every link.</summary>
    public IReadOnlyList<DeploymentLink> Links => WiredLinks.All;

    private DuplexLinks WiredLinks => _links ?? throw NotStarted();

    /// <summary>Starts everything and waits until it serves.</summary>
    /// <param name="options">What it shall be like.</param>
    /// <param name="cancellationToken">Gives up; what was started is ended.</param>
    /// <returns>The running deployment.</returns>
    /// <exception cref="InvalidOperationException">A program is missing or did not start; the message says which and carries its log.</exception>
    /// <exception cref="TimeoutException">The bridge did not come to stand or a connector did not become ready; the message carries the log.</exception>
    public static async Task<DuplexDeployment> StartAsync(DuplexOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var deployment = new DuplexDeployment(options);
        try
        {
            await deployment.StartAsync(cancellationToken).ConfigureAwait(false);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Finds a part.</summary>
    /// <param name="name">As the customer calls it, in any case: <c>GC-1</c>.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentException">There is none of that name; the message names them all.</exception>
    public DeploymentPart Part(string name) => Parts.FirstOrDefault(part => string.Equals(part.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no part '{name}'. The parts are {string.Join(", ", Parts)}.", nameof(name));

    /// <summary>Finds a connector.</summary>
    /// <param name="name"><c>GC-1</c> or <c>GC-2</c>.</param>
    /// <returns>The connector.</returns>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public ConnectorProcess Connector(string name) => Part(name).Name switch
    {
        PartNames.Connector1 => Connectors[0],
        PartNames.Connector2 => Connectors[1],
        var other => throw new ArgumentException($"{other} is not a connector. The connectors are GC-1 and GC-2.", nameof(name)),
    };

    /// <summary>Finds the link between two parts.</summary>
    /// <param name="one">One end, for example <c>GC-1</c> or <c>Clients-1</c>.</param>
    /// <param name="other">The other end, in whichever order.</param>
    /// <returns>The link.</returns>
    /// <exception cref="ArgumentException">There is none between them; the message says between which there are links.</exception>
    public DeploymentLink Link(string one, string other) => WiredLinks.Between(one, other)
        ?? throw new ArgumentException($"There is no link between '{one}' and '{other}'. The links are: {string.Join(", ", Links)}.", nameof(one));

    /// <summary>The links that end at a part; all cut at once, it is a host whose cable was pulled.</summary>
    /// <param name="name">The part, or <c>Clients-1</c> or <c>Clients-2</c>.</param>
    /// <returns>The links; empty for a name that is no end of any.</returns>
    public IReadOnlyList<DeploymentLink> LinksOf(string name) => [.. WiredLinks.Of(name)];

    /// <summary>Where the client apps of a site find the brokers, the preferred one first.</summary>
    /// <param name="clients"><c>Clients-1</c> or <c>Clients-2</c>.</param>
    /// <returns>Address and port of each.</returns>
    public IReadOnlyList<IPEndPoint> BrokersOf(string clients) =>
        [.. ConnectorSettings.BrokersOf(Options, clients).Select(broker => WiredLinks.Broker(clients, broker))];

    /// <summary>What goes between the two sites: GC-1 to AMQ-2, GC-2 to AMQ-1 and the bridge.</summary>
    /// <param name="withFinesse">Whether each connector's way to the other site's Finesse is one of them.</param>
    /// <returns>The links.</returns>
    public IReadOnlyList<DeploymentLink> SiteLink(bool withFinesse = false)
    {
        DeploymentLink[] links =
        [
            Link(PartNames.Connector1, PartNames.Broker2), Link(PartNames.Connector2, PartNames.Broker1), Link(PartNames.Broker1, PartNames.Broker2),
        ];
        return withFinesse ? [.. links, Link(PartNames.Connector1, PartNames.FinesseB), Link(PartNames.Connector2, PartNames.FinesseA)] : links;
    }

    /// <summary>Cuts what goes between the two sites: GC-1 to AMQ-2, GC-2 to AMQ-1 and the bridge.</summary>
    /// <param name="how">Whether the ends are told.</param>
    /// <param name="withFinesse">Whether each connector loses the other site's Finesse as well.</param>
    /// <returns>Done when nothing flows any more.</returns>
    public Task CutSiteLinkAsync(LinkCut how = LinkCut.Reset, bool withFinesse = false) =>
        Task.WhenAll(SiteLink(withFinesse).Select(link => link.CutAsync(how)));

    /// <summary>Restores every link that goes between the sites.</summary>
    public void HealSiteLink()
    {
        foreach (var link in SiteLink(withFinesse: true))
            link.Heal();
    }

    /// <summary>Restores every link there is.</summary>
    public void HealAll()
    {
        foreach (var link in Links)
            link.Heal();
    }

    /// <summary>Sets the clock of one connector's host, within a second; it goes on from there.</summary>
    /// <param name="connector"><c>GC-1</c> or <c>GC-2</c>.</param>
    /// <param name="offset">How far it shall be ahead of everybody else's; negative for behind.</param>
    /// <exception cref="InvalidOperationException">The deployment was not started with <see cref="DuplexOptions.MovableClocks"/>.</exception>
    public void JumpClock(string connector, TimeSpan offset)
    {
        if (!_clocks.TryGetValue(Connector(connector).ConnectorId, out var clock))
            throw new InvalidOperationException("The connectors' clocks cannot jump: the deployment was started without movable clocks.");
        clock.Set(offset);
    }

    /// <summary>Waits until connectors that run are ready and the bridge stands, where both brokers run.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done when all is well.</returns>
    /// <exception cref="TimeoutException">Something is not; the message says what.</exception>
    public async Task WaitUntilHealthyAsync(CancellationToken cancellationToken = default)
    {
        if (Brokers.First.IsRunning && Brokers.Second.IsRunning)
            await Brokers.WaitForBridgeAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(Connectors.Where(connector => !connector.HasExited)
            .Select(connector => connector.WaitUntilReadyAsync(ReadyLimit, cancellationToken))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var failures = new List<Exception>();
        while (_owned.TryPop(out var part))
        {
            try
            {
                await part.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is IOException or InvalidOperationException or UnauthorizedAccessException)
            {
                failures.Add(failure);
            }
        }

        foreach (var clock in _clocks.Values)
            clock.Dispose();
        if (failures.Count > 0)
            throw new AggregateException("Not every part of the deployment could be ended.", failures);
    }

    private static InvalidOperationException NotStarted() => new("The deployment has not been started.");

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var startingBrokers = BrokerPair.StartAsync(Options.BrokerProperties, cancellationToken);
        try
        {
            _simulator = Own(await SimulatorProcess.StartAsync(
                Options.Agents, two: true, settings: Options.SimulatorSettings, cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _brokers = Own(await startingBrokers.ConfigureAwait(false));
        }

        _links = Own(await DuplexLinks.OpenAsync(Brokers, Simulator).ConfigureAwait(false));
        var sharedKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Connectors = [StartConnector(PartNames.Connector1, sharedKey), StartConnector(PartNames.Connector2, sharedKey)];
        Parts =
        [
            new BrokerPart(PartNames.Broker1, Brokers.First),
            new BrokerPart(PartNames.Broker2, Brokers.Second),
            new ConnectorPart(PartNames.Connector1, Connectors[0]),
            new ConnectorPart(PartNames.Connector2, Connectors[1]),
            new FinessePart(PartNames.FinesseA, "A", Simulator, () => LinksOf(PartNames.FinesseA).SelectMany(link => link.Wires)),
            new FinessePart(PartNames.FinesseB, "B", Simulator, () => LinksOf(PartNames.FinesseB).SelectMany(link => link.Wires)),
        ];
        if (Options.WaitsUntilReady)
            await WaitUntilHealthyAsync(cancellationToken).ConfigureAwait(false);
    }

    private ConnectorProcess StartConnector(string name, string sharedKey)
    {
        var settings = ConnectorSettings.Of(
            Options, name, broker => WiredLinks.Broker(name, broker), finesse => WiredLinks.Finesse(name, finesse), sharedKey);
        if (Options.MovableClocks)
        {
            _clocks[name] = new MovableClock();
            foreach (var (key, value) in _clocks[name].Environment)
                settings[key] = value;
        }

        return Own(ConnectorProcess.Start(name, settings));
    }

    private TPart Own<TPart>(TPart part)
        where TPart : IAsyncDisposable
    {
        _owned.Push(part);
        return part;
    }
}
