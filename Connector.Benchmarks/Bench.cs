using Connector.Benchmarks.Clients;
using Connector.Lab.Brokers;
using Connector.OpenWire;

namespace Connector.Benchmarks;

/// <summary>Starts the broker and the clients, and lets them do each row in turn.</summary>
internal static class Bench
{
    /// <summary>Runs the rows.</summary>
    /// <param name="options">Which rows, how often, how much.</param>
    /// <param name="say">Told what is going on.</param>
    /// <param name="cancellationToken">Ends the run; the broker and the Java client go with it.</param>
    /// <returns>What was measured, row by row.</returns>
    /// <exception cref="InvalidOperationException">The broker or a client failed; the message says how.</exception>
    public static async Task<IReadOnlyList<RowResult>> RunAsync(BenchOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        say("Starting a broker, the Java client and the buses ...");
        await using var broker = await ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions { Name = "bench", MaxHeapMiB = 1024 }, cancellationToken);
        await using var java = await JavaClient.StartAsync(broker.OpenWirePort, cancellationToken);
        await using var openWire = new OpenWireClient(BrokerAddress.Parse(broker.Address), options.Connections);
        await using var massTransit = await MassTransitClient.StartAsync(broker.OpenWirePort, options.Prefetch, cancellationToken);
        IBenchClient[] clients = [java, openWire, massTransit];
        var results = new List<RowResult>();
        foreach (var row in options.Rows)
        {
            var work = row.Work with { Count = Math.Max(row.Work.Parallel, (int)(row.Work.Count * options.Scale)) };
            var taking = clients.Where(client => client.Kind == ClientKind.Java || row.Promises.Any(promise => promise.Client == client.Kind)).ToArray();
            results.Add(new RowResult(row, work.Count, await RowAsync(work, taking, options.Rounds, say, row.Title, cancellationToken)));
        }

        return results;
    }

    // Round by round, so that what else the machine does falls on all of them alike; the first round warms up and does not count.
    private static async Task<IReadOnlyDictionary<ClientKind, IReadOnlyList<Measurement>>> RowAsync(
        Work work, IBenchClient[] clients, int rounds, Action<string> say, string title, CancellationToken cancellationToken)
    {
        var measured = clients.ToDictionary(client => client.Kind, _ => new List<Measurement>());
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var client in clients)
            {
                var measurement = await client.RunAsync(work, cancellationToken);
                if (round > 0)
                    measured[client.Kind].Add(measurement);
            }
        }

        say($"  {title}: " + string.Join(", ", measured.Select(pair => $"{pair.Key} {RowResult.Median(pair.Value, Figure.Rate):N0}/s")));
        return measured.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Measurement>)pair.Value);
    }
}
