using System.Net;
using System.Net.Sockets;
using Connector.Lab.Brokers;
using Connector.Lab.Links;
using Connector.Lab.Processes;
using Connector.Lab.Simulators;

namespace Connector.Lab.Deployment;

/// <summary>Every link of a duplex deployment, and where its ends find it.</summary>
internal sealed class DuplexLinks : IAsyncDisposable
{
    private const int PortAttempts = 20;

    // A connector takes one XMPP port for both Finesse servers (XMPP_PORT), as real ones have the same: so each has an address of its own.
    private static readonly IPAddress[] FinesseAddresses = [IPAddress.Parse("127.0.1.1"), IPAddress.Parse("127.0.1.2")];

    private readonly List<DeploymentLink> _all = [];
    private readonly CuttableLink _bridge;

    private DuplexLinks(CuttableLink bridge) => _bridge = bridge;

    /// <summary>All of them, each by the two parts that it is between.</summary>
    public IReadOnlyList<DeploymentLink> All => _all;

    /// <summary>Opens them.</summary>
    public static async Task<DuplexLinks> OpenAsync(BrokerPair brokers, SimulatorProcess simulator)
    {
        var links = new DuplexLinks(brokers.Bridge);
        try
        {
            foreach (var from in new[] { PartNames.Connector1, PartNames.Connector2, PartNames.Clients1, PartNames.Clients2 })
            {
                links.Add(from, PartNames.Broker1, CuttableLink.To(brokers.First.OpenWirePort));
                links.Add(from, PartNames.Broker2, CuttableLink.To(brokers.Second.OpenWirePort));
            }

            links.Add(PartNames.Broker1, PartNames.Broker2, brokers.Bridge);
            foreach (var from in new[] { PartNames.Connector1, PartNames.Connector2 })
            {
                var xmpp = await XmppAsync(simulator.XmppPort, simulator.SideB!.XmppPort).ConfigureAwait(false);
                links.Add(from, PartNames.FinesseA, Rest(0, simulator.RestPort), xmpp[0]);
                links.Add(from, PartNames.FinesseB, Rest(1, simulator.SideB.RestPort), xmpp[1]);
            }

            return links;
        }
        catch
        {
            await links.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The link between two parts, in whichever order; none where there is none.</summary>
    public DeploymentLink? Between(string one, string other) => _all.Find(link => Joins(link, one, other) || Joins(link, other, one));

    /// <summary>The links that end at a part.</summary>
    public IEnumerable<DeploymentLink> Of(string part) => _all.Where(link => IsNamed(link.From, part) || IsNamed(link.To, part));

    /// <summary>Where a part finds a broker.</summary>
    public IPEndPoint Broker(string from, string broker) => Between(from, broker)!.Wires[0].EndPoint;

    /// <summary>Where a connector finds a Finesse server's REST API and its notification service.</summary>
    public FinesseAddress Finesse(string from, string finesse)
    {
        var wires = Between(from, finesse)!.Wires;
        return new FinesseAddress(wires[0].EndPoint, wires[1].EndPoint);
    }

    public async ValueTask DisposeAsync()
    {
        // The bridge is the pair's.
        foreach (var wire in _all.SelectMany(link => link.Wires).Where(wire => wire != _bridge))
            await wire.DisposeAsync().ConfigureAwait(false);
    }

    private void Add(string from, string to, params CuttableLink[] wires) => _all.Add(new DeploymentLink(from, to, wires));

    private static CuttableLink Rest(int side, int port) => CuttableLink.To(port, at: new IPEndPoint(FinesseAddresses[side], 0));

    // The same port at both addresses.
    private static async Task<CuttableLink[]> XmppAsync(params int[] targets)
    {
        var attemptsLeft = PortAttempts;
        while (true)
        {
            attemptsLeft--;
            var port = FreePort.Next();
            var opened = new List<CuttableLink>();
            try
            {
                foreach (var (address, target) in FinesseAddresses.Zip(targets))
                    opened.Add(CuttableLink.To(target, at: new IPEndPoint(address, port)));
                return [.. opened];
            }
            catch (SocketException) when (attemptsLeft > 0)
            {
                foreach (var link in opened)
                    await link.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static bool Joins(DeploymentLink link, string from, string to) => IsNamed(link.From, from) && IsNamed(link.To, to);

    private static bool IsNamed(string name, string part) => string.Equals(name, part, StringComparison.OrdinalIgnoreCase);
}
