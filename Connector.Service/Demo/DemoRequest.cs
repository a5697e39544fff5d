using System.Text.Json;
using Connector.Contracts;
using MassTransit;

namespace Connector.Service.Demo;

/// <summary>A request that the page can send, and how a client app sends it: with MassTransit's request client.</summary>
internal abstract class DemoRequest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Those that the page knows, by name.</summary>
    public static IReadOnlyDictionary<string, DemoRequest> All { get; } = new Dictionary<string, DemoRequest>(StringComparer.Ordinal)
    {
        [nameof(ConnectAgent)] = new Of<ConnectAgent, AgentConnected>(),
        [nameof(DisconnectAgent)] = new Of<DisconnectAgent, CommandAccepted>(),
        [nameof(SignIn)] = new Of<SignIn, CommandAccepted>(),
        [nameof(SignOut)] = new Of<SignOut, CommandAccepted>(),
        [nameof(MakeReady)] = new Of<MakeReady, CommandAccepted>(),
        [nameof(MakeNotReady)] = new Of<MakeNotReady, CommandAccepted>(),
        [nameof(GetAgentState)] = new Of<GetAgentState, AgentStateReport>(),
        [nameof(GetDialogs)] = new Of<GetDialogs, DialogsReport>(),
        [nameof(MakeCall)] = new Of<MakeCall, CommandAccepted>(),
        [nameof(AnswerCall)] = new Of<AnswerCall, CommandAccepted>(),
        [nameof(HoldCall)] = new Of<HoldCall, CommandAccepted>(),
        [nameof(RetrieveCall)] = new Of<RetrieveCall, CommandAccepted>(),
        [nameof(ReleaseCall)] = new Of<ReleaseCall, CommandAccepted>(),
    };

    /// <summary>Sends the request and waits for its answer.</summary>
    /// <param name="body">The request as JSON.</param>
    /// <param name="bus">The bus.</param>
    /// <param name="feed">Gets the request and the answer.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer message.</returns>
    /// <exception cref="JsonException">The body is not such a request.</exception>
    /// <exception cref="RequestTimeoutException">No answer came.</exception>
    public abstract Task<object> SendAsync(JsonElement body, IBus bus, DemoFeed feed, TimeSpan timeout, CancellationToken cancellationToken);

    private sealed class Of<TRequest, TAnswer> : DemoRequest
        where TRequest : AgentRequest
        where TAnswer : class
    {
        public override async Task<object> SendAsync(
            JsonElement body, IBus bus, DemoFeed feed, TimeSpan timeout, CancellationToken cancellationToken)
        {
            var request = body.Deserialize<TRequest>(Json) ?? throw new JsonException("The request is null.");
            var messageId = NewId.NextGuid();
            feed.Add("request", request, messageId.ToString("D"));
            var client = bus.CreateRequestClient<TRequest>(timeout);
            var response = await client.GetResponse<TAnswer, CommandRejected>(
                request, pipe => pipe.UseExecute(context => context.MessageId = messageId), cancellationToken);
            var answer = response.Message;
            feed.Add("answer", answer, messageId.ToString("D"));
            return answer;
        }
    }
}
