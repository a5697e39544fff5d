using System.Collections.Concurrent;
using System.Net;
using Connector.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>A client app as a customer writes it: MassTransit, the contracts, request clients and consumers of events.</summary>
internal sealed class ClientApp : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IBus _bus;

    private ClientApp(IHost host, string name)
    {
        _host = host;
        _bus = host.Services.GetRequiredService<IBus>();
        Name = name;
    }

    public string Name { get; }

    /// <summary>What came by the topics.</summary>
    public AgentEventLog Events { get; } = new();

    /// <summary>What came to the app's own queue, <see cref="EventAddress"/>.</summary>
    public AgentEventLog DirectEvents { get; } = new();

    /// <summary>What connectors told of themselves, in the order of arrival.</summary>
    public ConcurrentQueue<ConnectorStatusChanged> Statuses { get; } = new();

    /// <summary>For the requests' <c>EventAddress</c>.</summary>
    public string EventAddress => $"queue:{Name}-direct";

    public static Task<ClientApp> StartAsync(int brokerPort, string name, string user = "", string password = "") =>
        StartAsync(
            bus => bus.Host("127.0.0.1", brokerPort, host =>
            {
                host.Username(user);
                host.Password(password);
            }),
            name);

    /// <summary>Starts one that has two brokers, as a pair's clients do.</summary>
    public static Task<ClientApp> StartAsync(IReadOnlyList<IPEndPoint> brokers, string user, string password, string name) =>
        StartAsync(
            bus => bus.Host("127.0.0.1", brokers[0].Port, host =>
            {
                host.Username(user);
                host.Password(password);
                host.FailoverHosts([.. brokers.Select(broker => broker.ToString())]);
            }),
            name);

    private static async Task<ClientApp> StartAsync(Action<IActiveMqBusFactoryConfigurator> host, string name)
    {
        ClientApp? app = null;
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = true;
            options.StartTimeout = TimeSpan.FromSeconds(60);
            options.StopTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddMassTransit(bus => bus.UsingActiveMq((_, cfg) =>
        {
            host(cfg);
            cfg.ReceiveEndpoint(name, endpoint =>
            {
                // One at a time, so that the order of arrival is seen.
                endpoint.ConcurrentMessageLimit = 1;
                Collect(endpoint, received => app!.Events.Add(received));
                endpoint.Handler<ConnectorStatusChanged>(context =>
                {
                    app!.Statuses.Enqueue(context.Message);
                    return Task.CompletedTask;
                });
            });
            cfg.ReceiveEndpoint(name + "-direct", endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.ConfigureConsumeTopology = false;
                Collect(endpoint, received => app!.DirectEvents.Add(received));
            });
        }));

        var built = builder.Build();
        app = new ClientApp(built, name);
        try
        {
            await built.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks, and wants this answer.</summary>
    /// <returns>The request's message id and the answer.</returns>
    public async Task<(Guid MessageId, TAnswer Answer)> AskAsync<TRequest, TAnswer>(
        TRequest request, Guid? messageId = null, TimeSpan? timeout = null)
        where TRequest : class
        where TAnswer : class
    {
        var (id, response) = await GetResponseAsync<TRequest, TAnswer>(request, messageId, timeout);
        return response.Is<TAnswer>(out var answer)
            ? (id, answer.Message)
            : throw new InvalidOperationException($"{request} was refused: {response.Message}");
    }

    /// <summary>Asks, and wants <see cref="CommandAccepted"/>.</summary>
    public Task<(Guid MessageId, CommandAccepted Answer)> AcceptedAsync<TRequest>(TRequest request, Guid? messageId = null)
        where TRequest : class =>
        AskAsync<TRequest, CommandAccepted>(request, messageId);

    /// <summary>Asks, and wants <see cref="CommandRejected"/>.</summary>
    public async Task<CommandRejected> RejectedAsync<TRequest>(TRequest request, TimeSpan? timeout = null)
        where TRequest : class
    {
        var (id, response) = await GetResponseAsync<TRequest, CommandAccepted>(request, messageId: null, timeout);
        if (!response.Is<CommandRejected>(out var answer))
            throw new InvalidOperationException($"{request} was not refused: {response.Message}");
        answer.Message.RequestId.ShouldBe(RequestIds.Of(id));
        answer.Message.ConnectorId.ShouldNotBeEmpty();
        answer.Message.Message.ShouldEndWith(".", Case.Sensitive, "a rejection is a sentence");
        return answer.Message;
    }

    /// <summary>Asks with whatever request it is, and wants <see cref="CommandAccepted"/>.</summary>
    /// <returns>The request's message id.</returns>
    public async Task<Guid> TakenAsync(AgentRequest request) =>
        (await (Task<(Guid MessageId, CommandAccepted Answer)>)AskBy(nameof(AcceptedAsync), request)).MessageId;

    /// <summary>Asks with whatever request it is, and wants <see cref="CommandRejected"/>.</summary>
    public Task<CommandRejected> RefusedAsync(AgentRequest request) => (Task<CommandRejected>)AskBy(nameof(RejectedAsync), request);

    // By the request's own type, which the bus goes by.
    private object AskBy(string method, AgentRequest request) =>
        typeof(ClientApp).GetMethod(method)!.MakeGenericMethod(request.GetType()).Invoke(this, [request, null])!;

    /// <summary>Sends a request to a queue and waits for the broker only, not for an answer.</summary>
    public async Task SendAsync<TRequest>(string queue, TRequest request)
        where TRequest : class
    {
        var endpoint = await _bus.GetSendEndpoint(new Uri("queue:" + queue));
        await endpoint.Send(request);
    }

    /// <summary>Sends a request to a queue, and waits for its answer.</summary>
    /// <returns>The request's message id and the answer.</returns>
    public async Task<(Guid MessageId, TAnswer Answer)> AskAtAsync<TRequest, TAnswer>(string queue, TRequest request)
        where TRequest : class
        where TAnswer : class
    {
        var id = NewId.NextGuid();
        var client = _bus.CreateRequestClient<TRequest>(new Uri("queue:" + queue), TimeSpan.FromSeconds(60));
        var response = await client.GetResponse<TAnswer>(request, pipe => pipe.UseExecute(context => context.MessageId = id));
        return (id, response.Message);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            _host.Dispose();
    }

    private async Task<(Guid MessageId, Response<TAnswer, CommandRejected> Response)> GetResponseAsync<TRequest, TAnswer>(
        TRequest request, Guid? messageId, TimeSpan? timeout)
        where TRequest : class
        where TAnswer : class
    {
        var id = messageId ?? NewId.NextGuid();
        // Far above what it takes: the limit is for a machine that others use too, the pace is asserted where it is promised.
        var client = _bus.CreateRequestClient<TRequest>(timeout ?? TimeSpan.FromSeconds(60));
        try
        {
            var response = await client.GetResponse<TAnswer, CommandRejected>(
                request, pipe => pipe.UseExecute(context => context.MessageId = id));
            return (id, response);
        }
        catch (RequestTimeoutException cause)
        {
            var agentId = (request as AgentRequest)?.AgentId ?? "";
            var seen = string.Join("\n", Events.Of(agentId).Select(received => $"  {received.Sequence} {EventText.Of(received, static by => by ?? "-")}"));
            throw new TimeoutException($"No answer to {id}, {request}. The agent's events:\n{seen}", cause);
        }
    }

    private static void Collect(IReceiveEndpointConfigurator endpoint, Action<AgentEvent> collect)
    {
        endpoint.Handler<AgentStateChanged>(context => Take(context.Message));
        endpoint.Handler<DialogChanged>(context => Take(context.Message));
        endpoint.Handler<AgentSessionChanged>(context => Take(context.Message));
        endpoint.Handler<CommandFailed>(context => Take(context.Message));
        endpoint.Handler<TeamMemberStateChanged>(context => Take(context.Message));
        endpoint.Handler<QueueStatisticsChanged>(context => Take(context.Message));

        Task Take(AgentEvent received)
        {
            collect(received);
            return Task.CompletedTask;
        }
    }
}

/// <summary>How the connector derives a request's id from its message id.</summary>
internal static class RequestIds
{
    public static string Of(Guid messageId) => messageId.ToString("D");
}
