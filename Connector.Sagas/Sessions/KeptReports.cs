using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What an agent's subscription reports while nothing may be published: kept in order and bounded. More than that is forgotten, and
/// the agent is read anew.</summary>
internal sealed class KeptReports
{
    internal const int Capacity = 256;

    private readonly List<SubscriptionReported> _reports = [];

    /// <summary>Something was forgotten.</summary>
    internal bool Overflowed { get; private set; }

    /// <summary>Nothing more will come by itself.</summary>
    internal bool IsDead => Overflowed || (_reports.Count > 0 && _reports[^1].Report is SubscriptionReport.Refused);

    /// <summary>The view that was read when the subscription last came to life, where it lives and everything since is here.</summary>
    internal AgentView? LiveView
    {
        get
        {
            if (Overflowed)
                return null;
            for (var i = _reports.Count - 1; i >= 0; i--)
            {
                switch (_reports[i].Report)
                {
                    case SubscriptionReport.Opened opened:
                        return opened.View;
                    case SubscriptionReport.Restored restored:
                        return restored.View;
                    case SubscriptionReport.Lost or SubscriptionReport.Refused:
                        return null;
                }
            }

            return null;
        }
    }

    /// <summary>What was told since <see cref="LiveView"/>.</summary>
    internal IReadOnlyList<AgentNotification> SinceLive
    {
        get
        {
            var live = _reports.FindLastIndex(kept => kept.Report is SubscriptionReport.Opened or SubscriptionReport.Restored);
            return [.. _reports.Skip(live + 1).Select(kept => kept.Report).OfType<SubscriptionReport.Notified>().Select(told => told.Notification)];
        }
    }

    internal void Add(SubscriptionReported report)
    {
        // A reading makes up for everything before it.
        if (report.Report is SubscriptionReport.Opened or SubscriptionReport.Restored && Overflowed)
            Clear();
        if (_reports.Count >= Capacity)
            Overflow();
        if (!Overflowed)
            _reports.Add(report);
    }

    internal void Overflow()
    {
        _reports.Clear();
        Overflowed = true;
    }

    internal IReadOnlyList<SubscriptionReported> Take()
    {
        SubscriptionReported[] taken = [.. _reports];
        Clear();
        return taken;
    }

    internal void Clear()
    {
        _reports.Clear();
        Overflowed = false;
    }
}
