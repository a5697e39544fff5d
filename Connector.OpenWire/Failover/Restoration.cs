using Connector.OpenWire.Wire;

namespace Connector.OpenWire.Failover;

/// <summary>
/// Makes on a new connection what stood on the last one, under the same ids, in the order in which things need each other: temporary destinations,
/// sessions, producers, consumers. Commands of one kind are sent without waiting for each other's answers.
/// </summary>
internal static class Restoration
{
    /// <summary>Restores everything.</summary>
    /// <returns>What the broker refused, to be asked for again; one refusal must not cost the rest.</returns>
    /// <exception cref="OpenWireException">The connection ended, or the broker does not answer or refuses sessions.</exception>
    internal static async Task<List<Refusal>> RestoreAsync(FailoverCore core, OpenWireConnection connection, CancellationToken cancellationToken)
    {
        var refused = await RestoreSilentAsync(core, connection, cancellationToken).ConfigureAwait(false);
        var consumers = core.Consumers.Where(consumer => !consumer.Options.Browser).Select(consumer =>
            TryAsync(cancellation => consumer.AttachAsync(connection, cancellation), () => !consumer.HasEnded, consumer.Id.ToString()));
        refused.AddRange(await AllAsync(consumers, cancellationToken).ConfigureAwait(false));
        return refused;
    }

    /// <summary>Restores what causes no deliveries: all but consumers.</summary>
    internal static async Task<List<Refusal>> RestoreSilentAsync(
        FailoverCore core, OpenWireConnection connection, CancellationToken cancellationToken)
    {
        var refused = await AddTemporaryAsync(core, connection, cancellationToken).ConfigureAwait(false);
        var sessions = core.Sessions.Select(session => Request(connection, new SessionInfo(session.Id), cancellationToken)).ToList();
        await Task.WhenAll(sessions).ConfigureAwait(false);
        // Without their destination: the broker refuses a producer whose temporary queue its owner has not restored yet, and would refuse its messages
        // from then on. The messages name it.
        var producers = core.Producers.Select(producer => TryAsync(
            cancellation => Request(connection, new ProducerInfo(producer.Id, null), cancellation), () => !producer.IsDisposed, producer.Id.ToString()));
        refused.AddRange(await AllAsync(producers, cancellationToken).ConfigureAwait(false));
        return refused;
    }

    /// <summary>
    /// Adds the temporary destinations; done once more later, it changes nothing where they are there. A bridge has its own copy of them, which goes with the broker
    /// that was lost; a broker that removes that copy while we add the destination accepts both, and has a consumer without a queue then (seen with 5.17.2: every
    /// answer refused with DestinationDoesNotExistException until the next reconnect). Added again, it is joined to its consumers.
    /// </summary>
    /// <returns>What the broker refused.</returns>
    internal static Task<List<Refusal>> AddTemporaryAsync(FailoverCore core, OpenWireConnection connection, CancellationToken cancellationToken) => AllAsync(
        core.Temporary.Select(destination => TryAsync(
            cancellation => Request(connection, new DestinationInfo(core.ConnectionId, destination, DestinationOperation.Add), cancellation),
            () => core.Temporary.Contains(destination),
            destination.ToString())),
        cancellationToken);

    private static Task Request(OpenWireConnection connection, Command command, CancellationToken cancellationToken) =>
        connection.RequestAsync(command, cancellationToken).AsTask();

    private static Func<CancellationToken, Task<Refusal?>> TryAsync(Func<CancellationToken, Task> restore, Func<bool> isWanted, string what)
    {
        return async cancellationToken =>
        {
            try
            {
                await restore(cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (BrokerRefusedException cause)
            {
                return new Refusal(what, cause, restore, isWanted);
            }
        };
    }

    private static async Task<List<Refusal>> AllAsync(
        IEnumerable<Func<CancellationToken, Task<Refusal?>>> restorations, CancellationToken cancellationToken)
    {
        var started = restorations.Select(restore => restore(cancellationToken)).ToList();
        return [.. (await Task.WhenAll(started).ConfigureAwait(false)).OfType<Refusal>()];
    }
}

/// <summary>Something that a broker did not take back, and how to ask again on the same connection.</summary>
/// <param name="What">Its id or name.</param>
/// <param name="Cause">The broker's words.</param>
/// <param name="RestoreAsync">Asks again.</param>
/// <param name="IsWanted">Whether it still exists.</param>
internal sealed record Refusal(string What, BrokerRefusedException Cause, Func<CancellationToken, Task> RestoreAsync, Func<bool> IsWanted);
