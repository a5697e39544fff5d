using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;

namespace Connector.Tests.BrokerFaults;

/// <summary>
/// Clients and services at work over both brokers: one application asks, sends and publishes and prefers the one broker, another answers and consumes and prefers
/// the other, and a third speaks plain OpenWire.
/// </summary>
internal sealed class FaultLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);

    // Everything must have arrived when both brokers have been up for so long. Redeliveries wait for dead connections to be noticed.
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(120);

    private readonly CancellationTokenSource _stop = new();
    private readonly Ledger _requests = new("requests");
    private readonly Ledger _orders = new("sent");
    private readonly Ledger _events = new("published");
    private readonly Ledger _plain = new("plain OpenWire");
    private readonly LogRecorder _plainLog = new();
    // Of this load alone: what a former one left in its queues is not this one's, nor what it wrote to a broker that was frozen and reads it now. That is published
    // to the same virtual topics, so that messages tell whose they are.
    private readonly string _load = Guid.NewGuid().ToString("N");
    private FaultBus? _client;
    private FaultBus? _service;
    private PlainApp? _plainApp;
    private RequestFlow? _flow;
    private Task _work = Task.CompletedTask;

    public RequestFlow Flow => _flow ?? throw new InvalidOperationException("The load has not been started.");

    public IReadOnlyList<Ledger> Ledgers => [_requests, _orders, _events, _plain];

    /// <summary>Starts everything; load flows when this returns.</summary>
    /// <param name="pair">The brokers.</param>
    /// <param name="returns">Whether clients return to the broker that they prefer when it is back.</param>
    public static async Task<FaultLoad> StartAsync(BrokerPair pair, bool returns)
    {
        var load = new FaultLoad();
        try
        {
            await load.BeginAsync(pair, returns);
            return load;
        }
        catch
        {
            await load.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops asking and sending, and waits until everything accepted has arrived. Both brokers must be up.</summary>
    /// <returns>What is wrong, a sentence each.</returns>
    public async Task<IReadOnlyList<string>> FinishAsync()
    {
        await _stop.CancelAsync();
        await _work;
        try
        {
            await Eventually.HoldsAsync("every message", () => Ledgers.All(ledger => ledger.Missing.Count == 0), ArrivalLimit, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // What is missing is said below.
        }

        return [.. Ledgers.SelectMany(Faults)];
    }

    /// <summary>What the two buses logged, for a failure's message.</summary>
    public string Logs() => $"{_flow?.Answered} answered, {_flow?.Open} open\nclient:\n{Tail(_client?.Log)}\nservice:\n{Tail(_service?.Log)}\nplain:\n{Tail(_plainLog)}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_plainApp is not null)
            await _plainApp.DisposeAsync();
        if (_client is not null)
            await _client.DisposeAsync();
        if (_service is not null)
            await _service.DisposeAsync();
        _stop.Dispose();
    }

    private static IEnumerable<string> Faults(Ledger ledger)
    {
        if (ledger.Missing is { Count: > 0 } missing)
            yield return $"{ledger.Name}: {missing.Count} of {ledger.AcceptedCount} lost ({string.Join(", ", missing.Take(10))})";
        if (ledger.Twice is { Count: > 0 } twice)
            yield return $"{ledger.Name}: {twice.Count} of {ledger.AcceptedCount} carried out twice ({string.Join(", ", twice.Take(10))})";
    }

    private static string Tail(LogRecorder? log) => string.Join('\n', log?.Lines().TakeLast(60) ?? []);

    private async Task BeginAsync(BrokerPair pair, bool returns)
    {
        _service = await FaultBus.StartAsync([pair.Second, pair.First], returns, bus =>
        {
            bus.ReceiveEndpoint("answers-" + _load, endpoint => endpoint.Handler<Question>(context =>
            {
                if (context.Message.Load != _load)
                    return Task.CompletedTask;
                _requests.Receive(IdOf(context), context.Message.Number);
                return context.RespondAsync(new Answer(context.Message.Number));
            }));
            bus.ReceiveEndpoint("orders-" + _load, endpoint => endpoint.Handler<Order>(context =>
            {
                _orders.Receive(IdOf(context), context.Message.Number);
                return Task.CompletedTask;
            }));
            bus.ReceiveEndpoint("watcher-" + _load, endpoint => endpoint.Handler<Happening>(context =>
            {
                if (context.Message.Load != _load)
                    return Task.CompletedTask;
                _events.Receive(IdOf(context), context.Message.Number);
                return Task.CompletedTask;
            }));
        });
        _client = await FaultBus.StartAsync([pair.First, pair.Second], returns, static _ => { });
        _flow = new RequestFlow(_client.Bus, _load, AnswerTimeout, _requests);

        await WatchersAreKnownAsync();
        var asking = _flow.RunAsync(_stop.Token);
        var endpoint = await _client.Bus.GetSendEndpoint(new Uri("queue:orders-" + _load));
        // What was begun is finished: a send that is called off would be neither accepted nor refused.
        var sending = RepeatAsync(_orders, number => endpoint.Send(new Order(number), CancellationToken.None));
        var publishing = RepeatAsync(_events, number => _client.Bus.Publish(new Happening(number, _load), CancellationToken.None));
        _plainApp = await PlainApp.StartAsync(pair, returns, _plain, _plainLog);
        _work = Task.WhenAll(asking, sending, publishing, RepeatAsync(_plain, _plainApp.SendAsync));
    }

    // What is published to a virtual topic goes into the queues that exist on the publisher's broker: the watcher's demand must have crossed the bridge.
    private Task WatchersAreKnownAsync()
    {
        var warmUp = 0;
        return Eventually.HoldsAsync(
            "the watcher's queue to be known on the publisher's broker",
            async () =>
            {
                await _client!.Bus.Publish(new Happening(--warmUp, _load), _stop.Token);
                return _events.HasCarriedOutAny;
            },
            ArrivalLimit,
            _stop.Token);
    }

    private async Task RepeatAsync(Ledger ledger, Func<int, Task> send)
    {
        using var pace = new PeriodicTimer(Pace);
        var number = 0;
        while (await pace.NextAsync(_stop.Token))
        {
            number++;
            await send(number);
            ledger.Accept(number);
        }
    }

    private static string IdOf(ConsumeContext context) =>
        context.MessageId?.ToString("N") ?? throw new InvalidOperationException("A message without an id.");
}

/// <summary>A message sent to a queue.</summary>
/// <param name="Number">Which.</param>
public sealed record Order(int Number);

/// <summary>A message published to a virtual topic.</summary>
/// <param name="Number">Which.</param>
/// <param name="Load">Of which load.</param>
public sealed record Happening(int Number, string Load);
