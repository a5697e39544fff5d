using System.Text.Json;
using Connector.Lab.Connectors;
using Connector.Lab.Deployment;
using Connector.Lab.Links;

namespace Connector.Lab.Terminal;

/// <summary>How the laboratory is at one moment.</summary>
/// <param name="Parts">Brokers, connectors, Finesse servers.</param>
/// <param name="Links">Every link.</param>
/// <param name="Clients">The client apps.</param>
internal sealed record LabStatus(IReadOnlyList<PartRow> Parts, IReadOnlyList<LinkRow> Links, IReadOnlyList<ClientRow> Clients)
{
    /// <summary>Looks at everything; whoever does not answer at once is shown so.</summary>
    public static async Task<LabStatus> ReadAsync(
        DuplexDeployment deployment, IReadOnlyList<ClientRow> clients, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(deployment.Parts.Select(part => PartAsync(deployment, part, cancellationToken))).ConfigureAwait(false);
        return new LabStatus(parts, [.. deployment.Links.Select(Link)], clients);
    }

    private static async Task<PartRow> PartAsync(DuplexDeployment deployment, DeploymentPart part, CancellationToken cancellationToken)
    {
        if (part.State != PartState.Running || part.Name is not (PartNames.Connector1 or PartNames.Connector2))
            return new PartRow(part.Name, part.State, "");
        var says = await SaysAsync(deployment.Connector(part.Name), cancellationToken).ConfigureAwait(false);
        return new PartRow(part.Name, part.State, says);
    }

    private static async Task<string> SaysAsync(ConnectorProcess connector, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await connector.GetAsync("api/status", soon.Token).ConfigureAwait(false) is var (_, body)
                ? ConnectorSays.Read(body)
                : "does not listen yet";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "does not answer";
        }
    }

    private static LinkRow Link(DeploymentLink link) => new(link.From, link.To, link.State, link.Conditions, link.Connections);
}

/// <summary>A part and what it says of itself.</summary>
internal sealed record PartRow(string Name, PartState State, string Says);

/// <summary>A link.</summary>
internal sealed record LinkRow(string From, string To, LinkState State, LinkConditions Conditions, int Connections)
{
    /// <summary>Whether there is nothing to say of it.</summary>
    public bool IsPlain => State == LinkState.Open && Conditions == LinkConditions.Clean;

    /// <summary>How it is, in words.</summary>
    public string Words => State switch
    {
        LinkState.Refusing => "cut",
        LinkState.Silent => "silent",
        _ when Conditions == LinkConditions.Clean => "open",
        _ => string.Join(", ", Bad()),
    };

    private IEnumerable<string> Bad()
    {
        if (Conditions.ToTarget.Delay > TimeSpan.Zero)
            yield return $"{Conditions.ToTarget.Delay.TotalMilliseconds:0} ms late";
        if (Conditions.ToTarget.BytesPerSecond > 0)
            yield return $"{Conditions.ToTarget.BytesPerSecond} bytes/s";
        if (Conditions.ResetsPerSecond > 0)
            yield return $"{Conditions.ResetsPerSecond * 100:0.#} % reset a second";
    }
}

/// <summary>A client app: how many requests it sent, how many were answered, how many events it got.</summary>
internal sealed record ClientRow(string Name, bool Runs, long Sent, long Answered, long Unanswered, long Events, long Missed);

/// <summary>What a connector says of itself at <c>/api/status</c>, in a few words.</summary>
internal static class ConnectorSays
{
    private const string NoStatus = "answers what is no status";

    /// <summary>Reads what it answered. What a version does not say is left out.</summary>
    public static string Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? string.Join(", ", Words(json.RootElement)) : NoStatus;
        }
        catch (JsonException)
        {
            return NoStatus;
        }
    }

    private static IEnumerable<string> Words(JsonElement status)
    {
        var ownership = status.TryGetProperty("ownership", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        if (Text(status, "role") is { } role)
            yield return role.ToLowerInvariant();
        if (Text(ownership, "phase") is { Length: > 0 } phase)
            yield return phase.ToLowerInvariant();
        if (Flag(status, "isReady") is { } ready)
            yield return ready ? "ready" : "not ready";
        // A standby knows agents whom it does not own.
        if (Text(status, "deploymentMode") is not "simplex" && Number(ownership, "agentsOwned") is { } owned)
            yield return $"owns {owned} agents";
        else if (status.TryGetProperty("agents", out var agents) && agents.ValueKind == JsonValueKind.Array)
            yield return $"serves {agents.GetArrayLength()} agents";
        if (Text(status, "broker") is { Length: > 0 } broker)
            yield return $"at {broker}";
        if (Text(status, "peerState") is { } peer and not "None")
            yield return $"peer {peer.ToLowerInvariant()}";
    }

    private static bool? Flag(JsonElement status, string name) => Value(status, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    private static int? Number(JsonElement status, string name) => Value(status, name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;

    private static string? Text(JsonElement status, string name) => Value(status, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Value(JsonElement status, string name) =>
        status.ValueKind == JsonValueKind.Object && status.TryGetProperty(name, out var value) ? value : null;
}
