using Connector.Lab.Deployment;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Connector.Lab.Terminal;

/// <summary>How the laboratory looks on a terminal.</summary>
internal static class LabTable
{
    /// <summary>The tables: parts, links, client apps.</summary>
    /// <param name="status">How everything is.</param>
    /// <param name="isShort">Whether links of which there is nothing to say are only counted, so that it fits on a terminal.</param>
    public static IRenderable Of(LabStatus status, bool isShort = false)
    {
        var rows = new List<IRenderable> { Parts(status), isShort ? Disturbed(status) : Links(status.Links) };
        if (status.Clients.Count > 0)
            rows.Add(Clients(status));
        return new Rows(rows);
    }

    private static Table Parts(LabStatus status)
    {
        var table = Plain("part", "is", "says");
        foreach (var part in status.Parts)
            table.AddRow(new Text(part.Name), new Text(part.State.ToString().ToLowerInvariant(), StyleOf(part.State == PartState.Running)), new Text(part.Says));
        return table;
    }

    private static IRenderable Disturbed(LabStatus status)
    {
        var disturbed = status.Links.Where(static link => !link.IsPlain).ToList();
        var open = new Text($"  {status.Links.Count - disturbed.Count} of {status.Links.Count} links are open and clean, with "
            + $"{status.Links.Sum(static link => link.Connections)} connections.");
        return disturbed.Count == 0 ? open : new Rows(open, Links(disturbed));
    }

    private static Table Links(IReadOnlyList<LinkRow> links)
    {
        var table = Plain("link", "is", "connections");
        foreach (var link in links)
        {
            table.AddRow(
                new Text($"{link.From} to {link.To}"), new Text(link.Words, StyleOf(link.IsPlain)),
                new Text($"{link.Connections}"));
        }

        return table;
    }

    private static Table Clients(LabStatus status)
    {
        var table = Plain("client app", "is", "sent", "answered", "unanswered", "events", "missed");
        foreach (var client in status.Clients)
        {
            table.AddRow(
                new Text(client.Name), new Text(client.Runs ? "running" : "ended", StyleOf(client.Runs)), new Text($"{client.Sent}"), new Text($"{client.Answered}"),
                new Text($"{client.Unanswered}", StyleOf(client.Unanswered == 0)), new Text($"{client.Events}"),
                new Text($"{client.Missed}", StyleOf(client.Missed == 0)));
        }

        return table;
    }

    private static Table Plain(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column)) { NoWrap = true });
        return table;
    }

    private static Style StyleOf(bool isWell) => new(isWell ? Color.Green : Color.Red);
}
