using Connector.Client.Requests;
using Connector.Contracts;
using MassTransit;

namespace Connector.Client;

/// <summary>Asks the connectors over a bus, MassTransit's own ActiveMQ transport or ours.</summary>
public sealed class ConnectorClient : IConnectorClient
{
    private const string AgainHeader = "GC-Again";

    private readonly IClientFactory _clients;
    private readonly ConnectorClientOptions _options;
    private readonly TimeProvider _time;

    /// <summary>A client of a bus that is started.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="options">Limits and addresses.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">An option is not allowed.</exception>
    public ConnectorClient(IBus bus, ConnectorClientOptions options, TimeProvider time)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _time = time ?? throw new ArgumentNullException(nameof(time));
        options.Validate();
        _clients = bus.CreateClientFactory(options.AnswerWithin);
    }

    /// <inheritdoc/>
    public async Task<RequestAnswer<TAnswer>> AskAsync<TRequest, TAnswer>(
        TRequest request, Guid? messageId = null, CancellationToken cancellationToken = default)
        where TRequest : class
        where TAnswer : class
    {
        _ = request ?? throw new ArgumentNullException(nameof(request));
        var id = messageId ?? NewId.NextGuid();
        var client = _clients.CreateRequestClient<TRequest>(_options.RequestAddress, _options.AnswerWithin);
        // Who brings an id has sent it before.
        var sent = messageId is null ? 0 : 1;
        var (answer, attempts, failure) = await Resending.FirstAnswerAsync(
            (left, cancellation) => AttemptAsync<TRequest, TAnswer>(client, request, id, isAgain: sent++ > 0, left, cancellation),
            fault => fault is RequestFaultException,
            _options.ResendAfter,
            _options.AnswerWithin,
            _time,
            cancellationToken).ConfigureAwait(false);
        return answer ?? throw new RequestUnansweredException(typeof(TRequest).Name, id, attempts, _options.AnswerWithin, failure);
    }

    private static async Task<RequestAnswer<TAnswer>> AttemptAsync<TRequest, TAnswer>(
        IRequestClient<TRequest> client, TRequest request, Guid messageId, bool isAgain, TimeSpan limit, CancellationToken cancellationToken)
        where TRequest : class
        where TAnswer : class
    {
        var response = await client.GetResponse<TAnswer, CommandRejected>(
            request, pipe => pipe.UseExecute(Stamp), cancellationToken, limit).ConfigureAwait(false);
        return response.Is<TAnswer>(out var answer)
            ? new RequestAnswer<TAnswer>(messageId, answer.Message)
            : new RequestAnswer<TAnswer>(messageId, (CommandRejected)response.Message);

        void Stamp(SendContext context)
        {
            context.MessageId = messageId;
            // So that a connector which cannot know whether another one began it looks before it does.
            if (isAgain)
                context.Headers.Set(AgainHeader, true);
        }
    }
}
