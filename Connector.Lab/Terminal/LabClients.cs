using Connector.Lab.Brokers;
using Connector.Lab.ClientApps;
using Connector.Lab.Deployment;

namespace Connector.Lab.Terminal;

/// <summary>The laboratory's two client apps, one at each site, with half of the agents each.</summary>
internal sealed class LabClients : IAsyncDisposable
{
    private const int FirstAgent = 1001;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lab-clients-");
    private readonly List<(ClientAppProcess App, LogTally Tally)> _apps = [];

    private LabClients()
    {
    }

    /// <summary>No apps at all.</summary>
    public static LabClients None() => new();

    /// <summary>Starts them; they sign their agents in, however long it takes, and ask for things.</summary>
    /// <param name="deployment">Where.</param>
    /// <param name="rate">Requests a second of each.</param>
    public static LabClients Start(DuplexDeployment deployment, double rate)
    {
        var clients = new LabClients();
        var half = deployment.Options.Agents / 2;
        clients.Add(deployment, PartNames.Clients1, FirstAgent, half, rate);
        clients.Add(deployment, PartNames.Clients2, FirstAgent + half, deployment.Options.Agents - half, rate);
        return clients;
    }

    /// <summary>How they are.</summary>
    public IReadOnlyList<ClientRow> Rows()
    {
        var rows = new List<ClientRow>();
        foreach (var (app, tally) in _apps)
        {
            tally.ReadOn();
            rows.Add(new ClientRow(
                app.Name, !app.HasExited, tally.Of(ClientLineKind.Sent), tally.Of(ClientLineKind.Answered), tally.Of(ClientLineKind.Unanswered),
                tally.Of(ClientLineKind.Event), tally.Of(ClientLineKind.Missed)));
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (app, _) in _apps)
            await app.DisposeAsync().ConfigureAwait(false);
        _folder.Delete(recursive: true);
    }

    private void Add(DuplexDeployment deployment, string site, int first, int count, double rate)
    {
        var name = site.ToLowerInvariant();
        var settings = new ClientSettings
        {
            Name = name,
            Brokers = [.. deployment.BrokersOf(site).Select(static broker => broker.ToString())],
            User = BrokerPair.ClientUser,
            Agents = [.. Enumerable.Range(first, count)],
            // The first half of them does without calls.
            PairsFrom = first + (count / 2),
            Rate = rate,
            LogFile = Path.Combine(_folder.FullName, name + ".log"),
        };
        _apps.Add((ClientAppProcess.Start(settings, BrokerPair.Password), new LogTally(settings.LogFile)));
    }
}
