namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>An event of an agent: a state, or null for one about the session.</summary>
internal sealed class SimEvent(int agent, long epoch, long sequence, long? state)
{
    internal int Agent { get; } = agent;

    internal long Epoch { get; } = epoch;

    internal long Sequence { get; } = sequence;

    internal long? State { get; } = state;

    /// <summary>The connection that it went out over and has not been confirmed on.</summary>
    internal (int Broker, int Generation)? SentOver { get; set; }
}
