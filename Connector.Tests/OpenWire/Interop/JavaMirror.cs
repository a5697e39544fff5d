using System.Globalization;
using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Xunit;

namespace Connector.Tests.OpenWire.Interop;

/// <summary>
/// A broker with ActiveMQ's own Java client at the other end of it, in one long-lived program (JmsMirror.java): asked by a message, it answers to that
/// message's temporary queue.
/// </summary>
public sealed class JavaMirror : IAsyncLifetime
{
    private const string Queue = "java.mirror";

    private readonly Inbox _answers = new();
    private ActiveMqBroker? _broker;
    private ChildProcess? _java;
    private IOpenWireConnection? _connection;
    private IMessageProducer? _producer;
    private BrokerLog? _log;

    internal ActiveMqBroker Broker => _broker ?? throw new InvalidOperationException("The broker has not been started.");

    /// <summary>Where the Java program answers.</summary>
    internal Destination Answers { get; private set; } = null!;

    /// <summary>What the broker complained of since it started.</summary>
    internal BrokerLog Log => _log!;

    public async Task InitializeAsync()
    {
        _broker = await ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions { Name = "interop" });
        _log = BrokerLog.From(_broker);
        _java = JavaPeer.Start("JmsMirror", _broker.OpenWirePort.ToString(CultureInfo.InvariantCulture), Queue);
        await _java.WaitForOutputAsync("ready", JavaPeer.Limit);
        _connection = await _broker.ConnectAsync();
        var session = await _connection.OpenSessionAsync();
        _producer = await session.CreateProducerAsync(destination: null);
        Answers = await _connection.CreateTemporaryQueueAsync();
        var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = Answers }, _answers.Put);
        _ = consumer;
    }

    /// <summary>Asks the Java program and waits for its answer.</summary>
    internal async Task<Delivery> AskAsync(string ask, OutgoingMessage message, params (string Name, object? Value)[] properties)
    {
        var all = new Dictionary<string, object?>(message.Properties ?? new Dictionary<string, object?>(), StringComparer.Ordinal) { ["ask"] = ask };
        foreach (var (name, value) in properties)
            all[name] = value;
        var id = await _producer!.SendAsync(message with { Destination = Destination.Queue(Queue), ReplyTo = Answers, Properties = all });
        var answer = await _answers.NextAsync(JavaPeer.Limit);
        if (answer.CorrelationId != id.ToString())
            throw new InvalidOperationException($"The answer is to {answer.CorrelationId}, asked was {id}.");
        return answer;
    }

    /// <summary>Asks for words, and gives them by their names.</summary>
    internal async Task<Dictionary<string, string>> DescribeAsync(OutgoingMessage message) => Words((await AskAsync("describe", message)).ReadText());

    /// <summary>What the program said of one message.</summary>
    internal static Dictionary<string, string> Words(string line) => line.Split('|', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2))
        .ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);

    /// <summary>Sends to a queue of the test.</summary>
    internal async Task SendAsync(OutgoingMessage message) => await _producer!.SendAsync(message);

    public async Task DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_java is not null)
            await _java.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
    }
}
