using System.Diagnostics;
using MassTransit;

namespace Connector.Benchmarks.Clients;

/// <summary>The message published: one field in MassTransit's JSON envelope, about 1 KiB on the wire.</summary>
internal sealed record Note(long SentAt);

/// <summary>The request.</summary>
internal sealed record Ask(int Number, string Text);

/// <summary>The answer.</summary>
internal sealed record Answer(int Number, string Text);

/// <summary>MassTransit over our transport: a bus that sends and one that consumes, as in two programs.</summary>
internal sealed class MassTransitClient : IBenchClient
{
    private readonly IBusControl _sending;
    private readonly IBusControl _consuming;
    private readonly NoteConsumer _notes;
    private readonly IRequestClient<Ask> _requests;

    private MassTransitClient(IBusControl sending, IBusControl consuming, NoteConsumer notes)
    {
        _sending = sending;
        _consuming = consuming;
        _notes = notes;
        _requests = sending.CreateRequestClient<Ask>(RequestTimeout.After(s: 60));
    }

    /// <inheritdoc/>
    public ClientKind Kind => ClientKind.MassTransit;

    /// <summary>Starts both buses.</summary>
    public static async Task<MassTransitClient> StartAsync(int brokerPort, int prefetch, CancellationToken cancellationToken)
    {
        var notes = new NoteConsumer();
        var unique = Guid.NewGuid().ToString("N");
        var consuming = ActiveMqBusFactory.Create(cfg =>
        {
            cfg.Host("127.0.0.1", brokerPort, _ => { });
            cfg.PrefetchCount = prefetch;
            cfg.ReceiveEndpoint("bench-notes-" + unique, endpoint => endpoint.Instance(notes));
            cfg.ReceiveEndpoint("bench-asks-" + unique, endpoint => endpoint.Handler<Ask>(context =>
                context.RespondAsync(new Answer(context.Message.Number, context.Message.Text))));
        });
        var sending = ActiveMqBusFactory.Create(cfg => cfg.Host("127.0.0.1", brokerPort, _ => { }));
        await consuming.StartAsync(cancellationToken);
        await sending.StartAsync(cancellationToken);
        return new MassTransitClient(sending, consuming, notes);
    }

    /// <inheritdoc/>
    public Task<Measurement> RunAsync(Work work, CancellationToken cancellationToken) => work.Kind switch
    {
        WorkKind.Flow => FlowAsync(work, cancellationToken),
        WorkKind.Request => RequestAsync(work, cancellationToken),
        _ => throw new ArgumentException($"MassTransit's consumers are always there: it has no work of the kind {work.Kind}.", nameof(work)),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sending.StopAsync(TimeSpan.FromSeconds(15));
        await _consuming.StopAsync(TimeSpan.FromSeconds(15));
    }

    private async Task<Measurement> FlowAsync(Work work, CancellationToken cancellationToken)
    {
        var arrivals = new Arrivals(work.Count);
        _notes.Expected = arrivals;
        var sends = new Samples(work.Count);
        var start = Stopwatch.GetTimestamp();
        await InParallelAsync(work, async _ =>
        {
            var began = Stopwatch.GetTimestamp();
            await _sending.Publish(new Note(began), context => context.Durable = work.Persistent, cancellationToken);
            sends.Since(began);
        });
        var sent = Stopwatch.GetTimestamp();
        var last = await arrivals.Last.WaitAsync(Work.Limit, cancellationToken);
        return new Measurement
        {
            Rate = work.Count / Stopwatch.GetElapsedTime(start, last).TotalSeconds,
            SendRate = work.Count / Stopwatch.GetElapsedTime(start, sent).TotalSeconds,
            Send = sends.Percentiles(),
            Way = arrivals.Ways.Percentiles(),
        };
    }

    private async Task<Measurement> RequestAsync(Work work, CancellationToken cancellationToken)
    {
        var ways = new Samples(work.Count);
        var start = Stopwatch.GetTimestamp();
        await InParallelAsync(work, async number =>
        {
            var began = Stopwatch.GetTimestamp();
            var answer = await _requests.GetResponse<Answer>(new Ask(number, "text"), cancellationToken);
            if (answer.Message.Number != number)
                throw new InvalidOperationException($"The request {number} got the answer to {answer.Message.Number}.");
            ways.Since(began);
        });
        return new Measurement { Rate = work.Count / Stopwatch.GetElapsedTime(start).TotalSeconds, Way = ways.Percentiles() };
    }

    private static Task InParallelAsync(Work work, Func<int, Task> send)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, work.Parallel).Select(async _ =>
        {
            await Task.Yield();
            for (int i; (i = Interlocked.Increment(ref next)) < work.Count;)
                await send(i);
        })).WaitAsync(Work.Limit);
    }

    private sealed class NoteConsumer : IConsumer<Note>
    {
        public Arrivals? Expected { get; set; }

        public Task Consume(ConsumeContext<Note> context)
        {
            Expected?.Arrived(context.Message.SentAt);
            return Task.CompletedTask;
        }
    }
}
