using Connector.Sagas.Ports;
using MassTransit;

namespace Connector.Sagas.Sessions;

/// <summary>The saga instance of one agent: what the connector knows of the agent and owes to clients.</summary>
internal sealed class AgentSession : SagaStateMachineInstance
{
    /// <summary>More waiting requests than this are refused as Overloaded.</summary>
    internal const int MaxWaiting = 100;

    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    internal string AgentId { get; set; } = "";

    /// <summary>Number of the subscription in force; reports of an older one are void.</summary>
    internal int Generation { get; set; }

    internal AgentCredentials Credentials { get; set; } = new(null, null);

    internal string? EventAddress { get; set; }

    /// <summary>What clients were told last.</summary>
    internal AgentView View { get; set; } = AgentViewChanges.Unknown;

    /// <summary>What clients were told last before the session ended.</summary>
    internal AgentView LastView { get; set; } = AgentViewChanges.Unknown;

    /// <summary>What the agent watches; ends with the session.</summary>
    internal Watches Watches { get; set; } = Watches.None;

    /// <summary>The last events; outlive the subscription, like their number.</summary>
    internal EventMemory Memory { get; } = new();

    /// <summary>Number of the last event; outlives the subscription, so that a client's count holds over a sign-out.</summary>
    internal long Sequence { get; set; }

    /// <summary>Number of the ownership.</summary>
    internal long Epoch { get; set; }

    /// <summary>What the agent is to this connector.</summary>
    internal Standing Standing { get; set; }

    /// <summary>The agent is being handed over: what is under way is finished, and nothing is begun.</summary>
    internal bool Quiescing { get; set; }

    /// <summary>The agent is being handed over, and what Finesse had told until that was asked is still to be told on.</summary>
    internal bool Draining { get; set; }

    /// <summary>The connector is out of service.</summary>
    internal bool Fenced { get; set; }

    /// <summary>Whether nothing may be published, and nothing begun.</summary>
    internal bool IsHeld => Standing is not Standing.Owned || (Quiescing && !Draining) || Fenced;

    /// <summary>Whether something may be begun.</summary>
    internal bool MayBegin => !IsHeld && !Quiescing;

    /// <summary>What was reported meanwhile.</summary>
    internal KeptReports Kept { get; } = new();

    /// <summary>Number of the last event that was known when the agent was to be prepared.</summary>
    internal long PreparedSince { get; set; }

    /// <summary>The last event of the owner before, of whose cause this connector has not heard yet; null: it has.</summary>
    internal Guid? Awaited { get; set; }

    /// <summary>What was told meanwhile: older than that, or newer where that had come before everything.</summary>
    internal List<AgentNotification> Early { get; } = [];

    /// <summary>How the agent was acquired, until clients are told.</summary>
    internal AgentAcquired? Acquired { get; set; }

    /// <summary>What is known of the time before this connector owned the agent.</summary>
    internal Inheritance Inheritance { get; set; } = Inheritance.None;

    /// <summary>How the agent signed in through a connector; null where he did not, or has signed out.</summary>
    internal SignInAgent? SignIn { get; set; }

    /// <summary>How often the subscription was not to be had in a row, where ownership wants it.</summary>
    internal int FailedOpenings { get; set; }

    /// <summary>What was last told to ownership of the subscription.</summary>
    internal ReportedSubscription? Reported { get; set; }

    /// <summary>The view is not what ownership was told, and no event will tell it.</summary>
    internal bool ViewIsUntold { get; set; }

    /// <summary>How many events ownership was told of since the last whole view.</summary>
    internal int EventsSinceView { get; set; }

    internal bool HasCredentials => Credentials is not { Password: null, AccessToken: null };

    /// <summary>Requests that wait for their turn.</summary>
    internal Queue<Command> Waiting { get; } = new();

    /// <summary>The one call to Finesse that is under way, or null.</summary>
    internal CallUnderWay? UnderWay { get; set; }

    internal AnswerMemory Answers { get; } = new();

    /// <summary>A sign-out was asked for: the LOGOUT that follows ends the session.</summary>
    internal bool SigningOut { get; set; }

    /// <summary>The session is over and its state machine has to say so.</summary>
    internal bool Over { get; set; }

    /// <summary>The last request that Finesse took.</summary>
    internal string? LastAccepted { get; set; }

    /// <summary>The last requests that Finesse took and that nothing was heard of yet.</summary>
    internal AcceptedRequests Accepted { get; } = new();

    /// <summary>Nothing is waited for any more.</summary>
    internal void ForgetAwaited()
    {
        Awaited = null;
        Early.Clear();
    }

    /// <summary>Whether a request is waiting or under way already.</summary>
    internal bool Holds(string requestId) =>
        UnderWay?.RequestId == requestId || Waiting.Any(command => command.RequestId == requestId);
}

/// <summary>What an agent is to this connector.</summary>
internal enum Standing
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>He may come here: his subscription is held, and what it brings is kept.</summary>
    Prepared,

    /// <summary>He is this connector's.</summary>
    Owned,
}
