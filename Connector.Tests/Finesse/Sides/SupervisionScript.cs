using System.Globalization;
using Connector.Finesse.Model;
using Connector.Finesse.Sides;

namespace Connector.Tests.Finesse.Sides;

/// <summary>
/// Drives the supervision by a line of signs, so that a scenario fits into a table. Three agents, 1 to 3, are on side A.
/// <list type="table">
/// <item><term>A+ B+</term><description>the side answers: in service, heartbeat good</description></item>
/// <item><term>A~</term><description>it answers: in service, heartbeat failed</description></item>
/// <item><term>A-</term><description>it answers: out of service</description></item>
/// <item><term>A?</term><description>it does not answer</description></item>
/// <item><term>A! A^</term><description>it notifies that it goes out of service, or into it</description></item>
/// <item><term>Af Ag</term><description>its user finesse is there, or gone</description></item>
/// <item><term>Ar</term><description>a request to it failed</description></item>
/// <item><term>x1 l1</term><description>agent 1's XMPP session is lost, or live again</description></item>
/// <item><term>x l</term><description>all three agents' sessions are</description></item>
/// <item><term>5s</term><description>so many seconds pass, with a tick each</description></item>
/// </list>
/// </summary>
internal sealed class SupervisionScript(DeploymentFlavour flavour = DeploymentFlavour.Ucce, int sides = 2)
{
    private static readonly string[] Agents = ["1", "2", "3"];

    public SupervisionOptions Options { get; } = new();

    public SidesState State { get; private set; } = SidesState.Start(sides);

    public TimeSpan Now { get; private set; } = TimeSpan.Zero;

    public List<(TimeSpan At, SideDecision Decision)> Decisions { get; } = [];

    /// <summary>Begins with both sides well and the agents on A.</summary>
    public SupervisionScript Well()
    {
        Run(sides == 2 ? "A+ B+" : "A+");
        foreach (var agent in Agents)
            Take(new SideFact.Joined(agent, SideId.A));
        return this;
    }

    public SupervisionScript Run(string signs)
    {
        foreach (var sign in signs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Take(sign);
        return this;
    }

    public void Take(SideFact fact)
    {
        (State, var decisions) = SideSupervision.Step(State, fact, Now, Options);
        Decisions.AddRange(decisions.Select(decision => (Now, decision)));
    }

    /// <summary>What it has come to, such as <c>A out, B well, serves B; 1 on B, 2 on B, 3 on B waits</c>.</summary>
    public string Outcome()
    {
        var judged = string.Join(", ", State.Sides.Select(side => $"{side.Id} {Word(side.Judgement)}"));
        var places = string.Join(", ", State.Agents.OrderBy(agent => agent.Key, StringComparer.Ordinal).Select(agent =>
            $"{agent.Key} on {agent.Value.Side}"
            + (SideSupervision.VerdictOn(State, agent.Key, Now, Options) is AgentVerdict.Wait ? " waits" : "")));
        return $"{judged}, serves {State.Serving}; {places}";
    }

    private static string Word(SideJudgement judgement) => judgement switch
    {
        SideJudgement.InService => "well",
        SideJudgement.OutOfService => "out",
        SideJudgement.Suspect => "suspect",
        _ => "unknown",
    };

    private void Take(string sign)
    {
        if (sign.EndsWith('s') && int.TryParse(sign[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            for (var second = 0; second < seconds; second++)
            {
                Now += TimeSpan.FromSeconds(1);
                Take(new SideFact.Tick());
            }
            return;
        }
        if (sign[0] is 'x' or 'l')
        {
            foreach (var agent in sign.Length == 1 ? Agents : [sign[1..]])
            {
                var on = State.Agents[agent].Side;
                Take(sign[0] == 'x' ? new SideFact.Lost(agent, on) : new SideFact.Live(agent, on));
            }
            return;
        }
        var side = sign[0] == 'A' ? SideId.A : SideId.B;
        Take(sign[1..] switch
        {
            "+" => new SideFact.Answered(side, IsInService: true, IsHeartbeatGood: true, flavour, "IN_SERVICE"),
            "~" => new SideFact.Answered(side, IsInService: true, IsHeartbeatGood: false, flavour, "IN_SERVICE"),
            "-" => new SideFact.Answered(side, IsInService: false, IsHeartbeatGood: false, flavour, "OUT_OF_SERVICE"),
            "?" => new SideFact.Silent(side, "connection refused"),
            "!" => new SideFact.Told(side, IsInService: false),
            "^" => new SideFact.Told(side, IsInService: true),
            "f" => new SideFact.Presence(side, IsAvailable: true),
            "g" => new SideFact.Presence(side, IsAvailable: false),
            "r" => new SideFact.RequestFailed(side, "503"),
            _ => throw new ArgumentException($"'{sign}' is no sign.", nameof(sign)),
        });
    }
}
