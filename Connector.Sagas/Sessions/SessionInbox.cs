using Connector.Contracts;
using Connector.Sagas.Ports;
using MassTransit.Mediator;
using Microsoft.Extensions.Logging;

namespace Connector.Sagas.Sessions;

/// <summary>The way into the sessions: one mailbox per agent in front of the saga state machine.</summary>
internal sealed partial class SessionInbox : ISessionInbox, IAsyncDisposable
{
    private readonly Lazy<IMediator> _mediator;
    private readonly SessionEffects _effects;
    private readonly PendingAnswers _answers;
    private readonly SessionDirectory _directory;
    private readonly SessionGate _gate;
    private readonly AgentSessionsOptions _options;
    private readonly ILogger<SessionInbox> _logger;
    private readonly AgentMailboxes _mailboxes;

    public SessionInbox(
        Lazy<IMediator> mediator,
        SessionEffects effects,
        PendingAnswers answers,
        SessionDirectory directory,
        SessionGate gate,
        AgentSessionsOptions options,
        ILogger<SessionInbox> logger)
    {
        _mediator = mediator;
        _effects = effects;
        _answers = answers;
        _directory = directory;
        _gate = gate;
        _options = options;
        _logger = logger;
        _mailboxes = new AgentMailboxes(options.InboxCapacity, HandleAsync);
        effects.PostTo(Post, _mailboxes.PostFirst);
    }

    public async Task<object> AskAsync(
        AgentRequest request, string requestId, DateTimeOffset deadline, EarlierDelivery earlier, CancellationToken cancellationToken)
    {
        var (answer, isFirst) = _answers.Await(request.AgentId, requestId);
        if (isFirst)
        {
            var command = new Command(request, requestId, deadline) { Earlier = earlier };
            Post(new CommandReceived(request.AgentId, command) { Releases = _gate.ReleasesOf(request.AgentId), Stops = _gate.Stops });
        }

        return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Report(string agentId, int generation, SubscriptionReport report) =>
        Post(new SubscriptionReported(agentId, generation, report));

    public IReadOnlyList<SessionSummary> Summaries() => _directory.Summaries();

    public async ValueTask DisposeAsync()
    {
        await _effects.DisposeAsync().ConfigureAwait(false);
        await _mailboxes.DisposeAsync().ConfigureAwait(false);
    }

    private void Post(ISessionInput input)
    {
        var posting = _mailboxes.Post(input);
        if (posting is Posting.Taken || input is not CommandReceived { Command: var command })
            return;
        Refuse(command, RejectionCode.Overloaded, posting is Posting.Full
            ? $"{_options.InboxCapacity} messages of this agent are waiting; send the request again later."
            : "The connector is stopping; send the request again.");
    }

    private async Task HandleAsync(ISessionInput input)
    {
        try
        {
            await _mediator.Value.Send((object)input).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            InputFaulted(fault, input.GetType().Name, input.AgentId);
            if (input is CommandReceived { Command: var command })
                Refuse(command, RejectionCode.InternalError, $"The connector failed; its log has the cause under request {command.RequestId}.");
        }
    }

    private void Refuse(Command command, RejectionCode code, string message) =>
        _effects.Answer(
            command.Request.AgentId,
            command.RequestId,
            Answers.Rejected(command.Request.AgentId, command.RequestId, _options.ConnectorId, code, message));

    [LoggerMessage(Level = LogLevel.Error, Message = "Agent {AgentId}: {Input} failed.")]
    private partial void InputFaulted(Exception fault, string input, string agentId);
}
