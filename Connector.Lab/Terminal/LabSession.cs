using Connector.Lab.Deployment;
using Connector.Lab.Links;

namespace Connector.Lab.Terminal;

/// <summary>Does what is said, one statement after the other.</summary>
/// <param name="deployment">The laboratory.</param>
/// <param name="say">Where answers go, a sentence each.</param>
/// <param name="show">Shows how everything is.</param>
internal sealed class LabSession(DuplexDeployment deployment, Action<string> say, Func<CancellationToken, Task> show)
{
    /// <summary>Whether it was said to end.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Does a statement, and says what came of it.</summary>
    /// <param name="statement">What was said.</param>
    /// <param name="cancellationToken">Ends the laboratory.</param>
    /// <returns>Whether it could be done.</returns>
    public async Task<bool> DoAsync(LabStatement statement, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            await ActAsync(statement, cancellationToken).ConfigureAwait(false);
            if (statement.Verb.Name is not ("status" or "help" or "quit"))
                say($"{statement.Text}: done in {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.00} s");
            return true;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or TimeoutException or IOException or HttpRequestException)
        {
            say($"{statement.Text}: {Sentence(failure)}");
            return false;
        }
    }

    private async Task ActAsync(LabStatement statement, CancellationToken cancellationToken)
    {
        switch (statement.Verb.Name)
        {
            case "kill":
                await Part(statement).KillAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "stop":
                await Part(statement).StopAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "freeze":
                await Part(statement).FreezeAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "thaw":
                await Part(statement).ThawAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "restart":
                await Part(statement).RestartAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "cut":
                await Task.WhenAll(Links(statement).Select(static link => link.CutAsync())).ConfigureAwait(false);
                break;
            case "silence":
                await Task.WhenAll(Links(statement).Select(static link => link.CutAsync(LinkCut.Silent))).ConfigureAwait(false);
                break;
            case "delay":
                Worsen(statement, direction => direction with { Delay = TimeSpan.FromMilliseconds(statement.Amount) });
                break;
            case "throttle":
                Worsen(statement, direction => direction with { BytesPerSecond = (long)statement.Amount });
                break;
            case "flap":
                foreach (var link in Links(statement))
                    link.Conditions = link.Conditions with { ResetsPerSecond = statement.Amount / 100 };
                break;
            case "heal":
                foreach (var link in Links(statement))
                    link.Heal();
                break;
            case "clock":
                deployment.JumpClock(statement.Names[0], TimeSpan.FromSeconds(statement.Amount));
                break;
            case "wait" when statement.Amount < 0:
                await deployment.WaitUntilHealthyAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "wait":
                await Task.Delay(TimeSpan.FromSeconds(statement.Amount), cancellationToken).ConfigureAwait(false);
                break;
            case "status":
                await show(cancellationToken).ConfigureAwait(false);
                break;
            case "help":
                foreach (var verb in LabVerb.All)
                    say($"{verb.Usage,-44} {verb.Meaning}");
                break;
            default:
                IsOver = true;
                break;
        }
    }

    private DeploymentPart Part(LabStatement statement) => deployment.Part(statement.Names[0]);

    private IReadOnlyList<DeploymentLink> Links(LabStatement statement)
    {
        if (statement.Names.Count == 0)
            return deployment.Links;
        if (statement.Names.Count == 2)
            return [deployment.Link(statement.Names[0], statement.Names[1])];
        if (string.Equals(statement.Names[0], LabStatement.Site, StringComparison.OrdinalIgnoreCase))
            return deployment.SiteLink(withFinesse: statement.Verb.Name == "heal");
        return deployment.LinksOf(statement.Names[0]) is { Count: > 0 } links
            ? links
            : throw new ArgumentException($"No link ends at '{statement.Names[0]}'. The links are: {string.Join(", ", deployment.Links)}.", nameof(statement));
    }

    private void Worsen(LabStatement statement, Func<LinkDirection, LinkDirection> change)
    {
        foreach (var link in Links(statement))
            link.Conditions = link.Conditions with { ToTarget = change(link.Conditions.ToTarget), ToClient = change(link.Conditions.ToClient) };
    }

    // An ArgumentException adds the name of our parameter to its message.
    private static string Sentence(Exception failure) => failure.Message.Split(" (Parameter '")[0];
}
