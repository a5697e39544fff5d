using Connector.Client.Requests;
using Connector.Contracts;
using MassTransit;

namespace Connector.Client;

/// <summary>Asks the connectors over a bus, MassTransit's own ActiveMQ transport or ours.</summary>
public sealed class ConnectorClient : IConnectorClient
{
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
        var (answer, attempts, failure) = await Resending.FirstAnswerAsync(
            (left, cancellation) => AttemptAsync<TRequest, TAnswer>(client, request, id, left, cancellation),
            fault => fault is RequestFaultException,
            _options.ResendAfter,
            _options.AnswerWithin,
            _time,
            cancellationToken).ConfigureAwait(false);
        return answer ?? throw new RequestUnansweredException(typeof(TRequest).Name, id, attempts, _options.AnswerWithin, failure);
    }

    private static async Task<RequestAnswer<TAnswer>> AttemptAsync<TRequest, TAnswer>(
        IRequestClient<TRequest> client, TRequest request, Guid messageId, TimeSpan limit, CancellationToken cancellationToken)
        where TRequest : class
        where TAnswer : class
    {
        var response = await client.GetResponse<TAnswer, CommandRejected>(
            request, pipe => pipe.UseExecute(context => context.MessageId = messageId), cancellationToken, limit).ConfigureAwait(false);
        return response.Is<TAnswer>(out var answer)
            ? new RequestAnswer<TAnswer>(messageId, answer.Message)
            : new RequestAnswer<TAnswer>(messageId, (CommandRejected)response.Message);
    }
}
