namespace Connector.Sagas.Sessions;

/// <summary>What a session has done to the world beside subscriptions and events. Every member returns at once; what follows
/// comes back as an <see cref="ISessionInput"/>.</summary>
internal interface ISessionEffects
{
    /// <summary>Answers whoever waits for the request.</summary>
    void Answer(string agentId, string requestId, object answer);

    /// <summary>Gives a request back, unanswered: whoever owns the agent now carries it out.</summary>
    void Return(string agentId, string requestId);

    /// <summary>Has these inputs follow at once, before everything that waits.</summary>
    void Again(string agentId, IReadOnlyList<ISessionInput> inputs);

    /// <summary>Begins a call to Finesse; <see cref="FinesseAnswered"/> follows.</summary>
    void Begin(string agentId, CallUnderWay call);

    /// <summary>Has <see cref="ProofDue"/> follow after a while.</summary>
    void RemindOfProof(string agentId, int generation);

    /// <summary>Has <see cref="AwaitedDue"/> follow after a while.</summary>
    void RemindOfAwaited(string agentId, int generation);

    /// <summary>Has <see cref="OpeningDue"/> follow after a while.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="generation">Of the subscription that failed.</param>
    /// <param name="failures">How often it failed in a row.</param>
    void RemindOfOpening(string agentId, int generation, int failures);

    /// <summary>Has <see cref="WatchesDue"/> follow after a while.</summary>
    void RemindOfWatches(string agentId, int generation);
}
