using Connector.Sagas.Ownership;

namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>The invariants. It sees what no connector sees: all of them, and the truth.</summary>
internal sealed class Checker
{
    /// <summary>Two owners that hear each other have become one after so long.</summary>
    internal const int DualLimit = 3000;

    /// <summary>After everything was mended, each agent has one owner after so long, and nobody waits any more after the second time.</summary>
    internal const int HealLimit = 12_000;

    /// <summary>So long a client waits at most beside an undisturbed connector.</summary>
    internal const int NeglectLimit = 20_000;

    private const int Lease = 3000;

    private readonly World _world;
    private readonly long[] _dualSince;
    private readonly Dictionary<(int Agent, long Epoch, string Owner), long> _sequences = [];
    private readonly Dictionary<(SimConnector Owner, int Life, int Agent), long> _lastNumbers = [];
    private readonly long[] _epochs;
    private readonly Dictionary<(string Owner, int Life, string Agent), long> _acquired = [];
    private readonly Dictionary<(string Owner, string Agent), long> _lastClaims = [];

    internal Checker(World world)
    {
        _world = world;
        _dualSince = new long[world.Setup.Agents];
        Array.Fill(_dualSince, -1);
        _epochs = new long[world.Setup.Agents];
    }

    internal int Takeovers { get; private set; }

    internal int Handovers { get; private set; }

    internal int Followed { get; private set; }

    internal int Events { get; private set; }

    internal long LongestDual { get; private set; }

    /// <summary>After every step of a connector: are there two owners of an agent that hear each other?</summary>
    internal void Stepped()
    {
        for (var agent = 0; agent < _dualSince.Length; agent++)
        {
            if (!IsDual(agent))
            {
                _dualSince[agent] = -1;
                continue;
            }

            if (_dualSince[agent] < 0)
                _dualSince[agent] = _world.Now;
            var lasted = _world.Now - _dualSince[agent];
            LongestDual = Math.Max(LongestDual, lasted);
            if (lasted > DualLimit)
                throw new ViolationException($"A{agent} has had two owners in contact with each other for {lasted} ms");
        }
    }

    /// <summary>A connector is about to do something that the world sees.</summary>
    internal void Acts(SimConnector connector, string what)
    {
        if (_world.Setup.Mode != DeploymentMode.Simplex && _world.Now - connector.LastEcho > Lease)
            throw new ViolationException($"{connector.Id} {what} {_world.Now - connector.LastEcho} ms after its last heartbeat that came back was sent");
    }

    internal void Acquired(SimConnector connector, Decision.Acquire acquire)
    {
        var known = (connector.Id, connector.Life, acquire.AgentId);
        if (acquire.Epoch <= _acquired.GetValueOrDefault(known))
            throw new ViolationException($"{connector.Id} acquires {acquire.AgentId} in epoch {acquire.Epoch} after {_acquired[known]}");
        _acquired[known] = acquire.Epoch;
        if (acquire.Why == AcquireReason.ClientIsHere)
            Followed++;
        var agent = acquire.AgentId[1] - '0';
        // Whoever serves under an older claim than the one that is taken up has not heard of that yet: of two claims of a cut the later stands, whether
        // its owner has died in between or not.
        var remembered = _lastClaims.GetValueOrDefault((connector.Id, acquire.AgentId));
        _lastClaims[(connector.Id, acquire.AgentId)] = acquire.Epoch;
        if (acquire.Why == AcquireReason.Restart && _world.Connectors.FirstOrDefault(other => other != connector
            && Serves(other, agent) && AreInContact(connector, other) && Hears(connector, other)
            && other.Core.ClaimOf(acquire.AgentId)?.Epoch > remembered) is { } serving)
        {
            throw new ViolationException($"{connector.Id} takes {acquire.AgentId} back from {serving.Id}, which serves it");
        }

        if (acquire.Why != AcquireReason.OwnerDown)
            return;
        Takeovers++;
        foreach (var other in _world.Connectors)
        {
            // Whoever reaches its Finesse and may act is not down; a peer takes over only what nobody serves.
            if (other.Id == acquire.From && other.Running && !other.Frozen && other.FinesseLink is { Up: true, Cut: false }
                && Serves(other, agent) && _world.Now - other.LastEcho <= Lease && _world.SyncLoss == 0)
            {
                throw new ViolationException($"{connector.Id} takes {acquire.AgentId} from {other.Id}, which serves it");
            }
        }
    }

    internal void HandingOver(SimConnector connector)
    {
        Handovers++;
        if (_world.Setup.Mode == DeploymentMode.ActiveActive && !connector.Stopping && connector.FinesseLink.Up
            && _world.Now - connector.ServesSince > 5000)
        {
            throw new ViolationException($"{connector.Id} hands an agent over in active-active, without need");
        }
    }

    internal void Published(SimConnector connector, SimEvent published)
    {
        Events++;
        var session = (published.Agent, published.Epoch, connector.Id);
        var last = _sequences.GetValueOrDefault(session, published.Sequence - 1);
        if (published.Sequence != last + 1)
            throw new ViolationException($"{connector.Id} publishes A{published.Agent} {published.Epoch}/{published.Sequence} after {last}");
        _sequences[session] = published.Sequence;
        _lastNumbers[(connector, connector.Life, published.Agent)] = published.Sequence;
        _epochs[published.Agent] = Math.Max(_epochs[published.Agent], published.Epoch);
    }

    /// <summary>Everything was mended a while ago.</summary>
    internal void Healed()
    {
        for (var agent = 0; agent < _dualSince.Length; agent++)
        {
            var owners = _world.Connectors.Where(connector => connector.Owns(agent)).Select(connector => connector.Id).ToArray();
            if (owners.Length != 1)
                throw new ViolationException($"A{agent} has {owners.Length} owners {HealLimit} ms after everything was mended: {string.Join(", ", owners)}");
            var claims = _world.Connectors.Where(connector => connector.Running).Select(connector => connector.Core.ClaimOf($"A{agent}"))
                .Select(claim => (claim?.Owner, claim?.Epoch)).Distinct().ToArray();
            if (claims.Length != 1)
                throw new ViolationException($"The connectors do not agree on A{agent}: {string.Join(", ", claims)}");
        }
    }

    internal void Finished()
    {
        Healed();
        var primary = _world.Connectors.FirstOrDefault(connector => connector.Running);
        for (var agent = 0; agent < _dualSince.Length; agent++)
        {
            NumbersGoOn(agent);
            var client = _world.Clients[agent];
            if (client.Waits)
                throw new ViolationException($"A{agent}'s client still waits for an answer to {client.Waiting}");
            if (client.State != _world.Finesse.State(agent))
                throw new ViolationException($"A{agent}'s client has state {client.State} at {client.Epoch}/{client.Sequence}, Finesse "
                    + $"{_world.Finesse.State(agent)}; events were published up to epoch {_epochs[agent]}");
            if (client.Epoch < _epochs[agent])
                throw new ViolationException($"A{agent}'s client is in epoch {client.Epoch}, events were published in {_epochs[agent]}");
            if (_world.Setup.Mode == DeploymentMode.ActivePassive && primary?.Owns(agent) != true)
                throw new ViolationException($"A{agent} is not with the preferred connector {primary?.Id} at the end");
        }
    }

    /// <summary>A client that counts by number alone takes an event at or below the last one for an old one: whoever is alive to tell how far it
    /// got has been outdone.</summary>
    private void NumbersGoOn(int agent)
    {
        var owner = _world.Connectors.First(connector => connector.Owns(agent));
        var now = owner.Core.ReplicaOf($"A{agent}")!.Sequence;
        foreach (var (told, number) in _lastNumbers)
        {
            if (told.Agent == agent && told.Owner.Life == told.Life && number > now)
                throw new ViolationException($"A{agent}'s events go on at {now} with {owner.Id}; {told.Owner.Id} published up to {number} and lives");
        }
    }

    private bool Serves(SimConnector connector, int agent) => connector.Owns(agent)
        && connector.ServesSince < _world.Now - 5000 && connector.Sessions[agent].OwnedSince < _world.Now - 3000;

    private static bool Hears(SimConnector connector, SimConnector other) =>
        connector.Core.Peers.Any(peer => peer.Key == other.Id && peer.Value == PeerContact.InContact);

    private bool IsDual(int agent)
    {
        for (var i = 0; i < _world.Connectors.Length; i++)
        {
            if (!_world.Connectors[i].Owns(agent))
                continue;
            for (var j = i + 1; j < _world.Connectors.Length; j++)
            {
                if (_world.Connectors[j].Owns(agent) && AreInContact(_world.Connectors[i], _world.Connectors[j]))
                    return true;
            }
        }

        return false;
    }

    private bool AreInContact(SimConnector one, SimConnector other)
    {
        if (one.Frozen || other.Frozen || _world.SyncLoss > 0 || _world.SyncDelays > 0)
            return false;
        for (var a = 0; a < 2; a++)
        {
            for (var b = 0; b < 2; b++)
            {
                if (IsLive(one, a) && IsLive(other, b) && (a == b || (_world.BridgeUp && !_world.Setup.WitnessLinks)))
                    return true;
            }
        }

        return false;
    }

    private static bool IsLive(SimConnector connector, int broker) =>
        connector.Links[broker] is { Up: true, Cut: false, Slow: 0 };
}
