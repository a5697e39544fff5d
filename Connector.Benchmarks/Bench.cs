using Connector.Benchmarks.Clients;
using Connector.Lab.Brokers;
using Connector.OpenWire;

namespace Connector.Benchmarks;

/// <summary>Starts the broker and the clients, and lets them do each row in turn.</summary>
internal static class Bench
{
    // The burst of a non-persistent row fits into memory: else a run's figure would tell when the broker began to spool to disk and to hold up its
    // producers, which comes with the burst and not with the client.
    private const string Policies = """
        <policyEntry queue="bench.&gt;" producerFlowControl="true" memoryLimit="96mb"/>
        <policyEntry queue="Consumer.&gt;" producerFlowControl="true" memoryLimit="96mb"/>
        """;

    /// <summary>Runs the rows.</summary>
    /// <param name="options">Which rows, how often, how much.</param>
    /// <param name="say">Told what is going on.</param>
    /// <param name="cancellationToken">Ends the run; the broker and the Java client go with it.</param>
    /// <returns>What was measured, row by row.</returns>
    /// <exception cref="InvalidOperationException">The broker or a client failed; the message says how.</exception>
    public static async Task<IReadOnlyList<RowResult>> RunAsync(BenchOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        say("Starting a broker, the Java client and the buses ...");
        await using var broker = await ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions { Name = "bench", MaxHeapMiB = 1024, Policies = Policies }, cancellationToken);
        await using var java = await JavaClient.StartAsync(broker.OpenWirePort, cancellationToken);
        await using var openWire = new OpenWireClient(BrokerAddress.Parse(broker.Address), options.Connections);
        await using var massTransit = await MassTransitClient.StartAsync(broker.OpenWirePort, options.Prefetch, cancellationToken);
        IBenchClient[] clients = [java, openWire, massTransit];
        var results = new List<RowResult>();
        foreach (var row in options.Rows)
        {
            var work = row.Work with { Count = Math.Max(row.Work.Parallel, (int)(row.Work.Count * options.Scale)) };
            var taking = clients.Where(client => client.Kind == ClientKind.Java || row.Promises.Any(promise => promise.Client == client.Kind)).ToArray();
            results.Add(new RowResult(row, work.Count, await RowAsync(work, taking, options, say, row.Title, cancellationToken)));
        }

        return results;
    }

    // Round by round, so that what else the machine does falls on all of them alike. The first rounds warm up and do not count: Java's compiler and ours
    // are at work then.
    private static async Task<IReadOnlyDictionary<ClientKind, IReadOnlyList<Measurement>>> RowAsync(
        Work work, IBenchClient[] clients, BenchOptions options, Action<string> say, string title, CancellationToken cancellationToken)
    {
        var measured = clients.ToDictionary(client => client.Kind, _ => new List<Measurement>());
        for (var round = -options.WarmUp; round < options.Rounds; round++)
        {
            foreach (var client in clients)
            {
                var measurement = await client.RunAsync(work, cancellationToken);
                if (round >= 0)
                    measured[client.Kind].Add(measurement);
            }
        }

        say($"  {title}: " + string.Join(", ", measured.Select(pair => $"{pair.Key} {RowResult.Median(pair.Value, Figure.Rate):N0}/s")));
        return measured.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Measurement>)pair.Value);
    }
}
