using System.Text.Json;
using Connector.Lab.ClientApps;
using Connector.Lab.Scenarios.Judging;

namespace Connector.Lab.Scenarios;

/// <summary>When something happened.</summary>
/// <param name="At">As milliseconds of Unix time.</param>
/// <param name="Text">What.</param>
internal sealed record Moment(double At, string Text);

/// <summary>How a connector says it is (<c>/api/status</c>), in the end.</summary>
/// <param name="Connector">The connector.</param>
/// <param name="Broker">The broker where it takes requests from, by name; empty: none.</param>
/// <param name="AgentsOwned">How many agents are its own.</param>
/// <param name="Role">What it is.</param>
internal sealed record ConnectorSaid(string Connector, string Broker, int AgentsOwned, string Role)
{
    /// <summary>For how many agents of the other connector a silent session is ready; null: it keeps none.</summary>
    public int? StandingBy { get; init; }

    /// <summary>Reads a status.</summary>
    /// <param name="connector">The connector.</param>
    /// <param name="json">Its answer.</param>
    /// <param name="nameOf">The name of the broker at an address.</param>
    public static ConnectorSaid Read(string connector, string json, Func<string, string> nameOf)
    {
        using var status = JsonDocument.Parse(json);
        var root = status.RootElement;
        return new ConnectorSaid(
            connector,
            nameOf(root.GetProperty("broker").GetString() ?? ""),
            root.GetProperty("ownership").GetProperty("agentsOwned").GetInt32(),
            root.GetProperty("role").GetString() ?? "")
        {
            StandingBy = root.GetProperty("ownership").GetProperty("standby") is { ValueKind: JsonValueKind.Object } standby
                ? standby.GetProperty("ready").GetInt32()
                : null,
        };
    }
}

/// <summary>All that is known of a row when it is over. Pure data: what is not in it was not seen from outside.</summary>
internal sealed record Evidence
{
    /// <summary>How many agents took part.</summary>
    public required int Agents { get; init; }

    /// <summary>How many times as long as promised things may take: 1 where the machine is left alone.</summary>
    public double Slack { get; init; } = 1;

    /// <summary>When the fault began.</summary>
    public required double FaultAt { get; init; }

    /// <summary>When the callers hung up and the apps were told to end.</summary>
    public required double EndAt { get; init; }

    /// <summary>What was done, and what was waited for and came.</summary>
    public required IReadOnlyList<Moment> Moments { get; init; }

    /// <summary>What was waited for in vain.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>The logs of each client app, by name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ClientLine>> Clients { get; init; }

    /// <summary>The end of what each client app printed, by name: its warnings.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What Finesse was asked and told.</summary>
    public required FinesseHistory Finesse { get; init; }

    /// <summary>The sessions at Finesse in the end.</summary>
    public required IReadOnlyList<FinesseSession> Sessions { get; init; }

    /// <summary>What the connectors that run say in the end.</summary>
    public required IReadOnlyList<ConnectorSaid> Connectors { get; init; }

    /// <summary>At which brokers each site's apps are in the end.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> ClientsAt { get; init; }

    /// <summary>The verdict on the requests.</summary>
    public required RequestVerdict Requests { get; init; }

    /// <summary>The verdict on the events.</summary>
    public required EventVerdict Events { get; init; }

    /// <summary>All lines of all apps, in order.</summary>
    public IReadOnlyList<ClientLine> Lines => [.. Clients.Values.SelectMany(lines => lines).OrderBy(line => line.At)];

    /// <summary>The times.</summary>
    public Timing Times => Timing.Of(this);
}
