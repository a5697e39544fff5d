using System.Net;
using Connector.Lab.Deployment;

namespace Connector.Lab.Scenarios;

/// <summary>How the deployment is, as its connectors say and as Finesse sees it.</summary>
internal sealed class DeploymentView(DuplexDeployment deployment, FinesseWitness witness, IReadOnlyList<string> agents)
{
    private static readonly string[] Brokers = [PartNames.Broker1, PartNames.Broker2];

    /// <summary>What each connector says that answers.</summary>
    public async Task<IReadOnlyList<ConnectorSaid>> ConnectorsAsync(CancellationToken cancellationToken)
    {
        var said = new List<ConnectorSaid>();
        foreach (var name in new[] { PartNames.Connector1, PartNames.Connector2 })
        {
            if (deployment.Part(name).State == PartState.Running
                && await deployment.Connector(name).GetAsync("api/status", cancellationToken).ConfigureAwait(false) is (HttpStatusCode.OK, var json))
            {
                said.Add(ConnectorSaid.Read(name, json, address => BrokerAt(name, address)));
            }
        }

        return said;
    }

    /// <summary>Whether a connector owns all agents and hears of them; and, where it is to be alone, nobody else does.</summary>
    public async Task<bool> AreAtAsync(string connector, bool alone, CancellationToken cancellationToken)
    {
        var said = await ConnectorsAsync(cancellationToken).ConfigureAwait(false);
        if (said.FirstOrDefault(each => each.Connector == connector)?.AgentsOwned != agents.Count)
            return false;
        var hearing = await HearingAsync(cancellationToken).ConfigureAwait(false);
        var resource = Claims.ResourceOf(connector);
        return agents.All(agent => hearing[agent].Contains(resource) && (!alone || hearing[agent].Distinct(StringComparer.Ordinal).Count() == 1));
    }

    /// <summary>Whether a connector hears of any agent.</summary>
    public async Task<bool> HasAnyAsync(string connector, CancellationToken cancellationToken)
    {
        var hearing = await HearingAsync(cancellationToken).ConfigureAwait(false);
        return agents.Any(agent => hearing[agent].Contains(Claims.ResourceOf(connector)));
    }

    /// <summary>Whether each connector that runs owns or stands by for each agent; one that does not stand by at all has nothing to do.</summary>
    public async Task<bool> StandByAsync(CancellationToken cancellationToken) =>
        (await ConnectorsAsync(cancellationToken).ConfigureAwait(false)).All(said => said.StandingBy is null || said.AgentsOwned + said.StandingBy == agents.Count);

    /// <summary>Whether each agent is owned and heard of by one connector.</summary>
    public async Task<bool> HaveOneOwnerAsync(CancellationToken cancellationToken)
    {
        var said = await ConnectorsAsync(cancellationToken).ConfigureAwait(false);
        if (said.Sum(each => each.AgentsOwned) != agents.Count)
            return false;
        var hearing = await HearingAsync(cancellationToken).ConfigureAwait(false);
        return agents.All(agent => hearing[agent].Distinct(StringComparer.Ordinal).Count() == 1);
    }

    /// <summary>At which brokers each site's apps are.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ClientsAt() =>
        new[] { PartNames.Clients1, PartNames.Clients2 }.ToDictionary(
            clients => clients,
            clients => (IReadOnlyList<string>)[.. Brokers.Where(broker => deployment.Link(clients, broker).Connections > 0)],
            StringComparer.Ordinal);

    /// <summary>How it is, in a sentence, for messages.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var said = await ConnectorsAsync(cancellationToken).ConfigureAwait(false);
        var hearing = await HearingAsync(cancellationToken).ConfigureAwait(false);
        var sessions = agents.SelectMany(agent => hearing[agent]).CountBy(resource => resource, StringComparer.Ordinal);
        return $"The connectors say: {string.Join("; ", said)}. Finesse sees sessions of {string.Join(", ", sessions.Select(each => $"{each.Key}: {each.Value}"))}.";
    }

    private async Task<ILookup<string, string>> HearingAsync(CancellationToken cancellationToken) =>
        (await witness.SessionsAsync(cancellationToken).ConfigureAwait(false))
            .Where(session => session.Hears)
            .ToLookup(session => session.User, session => session.Resource, StringComparer.Ordinal);

    private string BrokerAt(string connector, string address) => Brokers.FirstOrDefault(broker =>
        deployment.Link(connector, broker).Wires.Any(wire => address.EndsWith($":{wire.Port}", StringComparison.Ordinal))) ?? address;
}
