namespace Connector.Sagas.Sessions;

/// <summary>What a session has done to the world beside subscriptions and events. Every member returns at once; what follows
/// comes back as an <see cref="ISessionInput"/>.</summary>
internal interface ISessionEffects
{
    /// <summary>Answers whoever waits for the request.</summary>
    void Answer(string agentId, string requestId, object answer);

    /// <summary>Begins a call to Finesse; <see cref="FinesseAnswered"/> follows.</summary>
    void Begin(string agentId, CallUnderWay call);

    /// <summary>Has <see cref="ProofDue"/> follow after a while.</summary>
    void RemindOfProof(string agentId, int generation);

    /// <summary>Has <see cref="WatchesDue"/> follow after a while.</summary>
    void RemindOfWatches(string agentId, int generation);
}
