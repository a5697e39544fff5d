#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using Connector.Contracts;

namespace Connector.Client;

/// <summary>What came of a request: the answer that its contract names, or a refusal.</summary>
/// <typeparam name="TAnswer">The answer.</typeparam>
public sealed class RequestAnswer<TAnswer>
    where TAnswer : class
{
    private readonly TAnswer? _answer;

    internal RequestAnswer(Guid messageId, TAnswer answer) => (MessageId, _answer) = (messageId, answer);

    internal RequestAnswer(Guid messageId, CommandRejected rejection) => (MessageId, Rejection) = (messageId, rejection);

    /// <summary>The request's message id; events that it causes carry it as <see cref="AgentEvent.RequestId"/> where Finesse says
    /// so.</summary>
    public Guid MessageId { get; }

    /// <summary>The refusal, or null.</summary>
    public CommandRejected? Rejection { get; }

    /// <summary>The answer.</summary>
    /// <exception cref="RequestRejectedException">The request was refused.</exception>
    public TAnswer Value => _answer ?? throw new RequestRejectedException(Rejection!);

    /// <summary>Tells an answer from a refusal.</summary>
    /// <param name="answer">The answer, where there is one.</param>
    /// <param name="rejection">The refusal, where there is none.</param>
    /// <returns>Whether there is an answer.</returns>
#if NET
    public bool TryGet([NotNullWhen(true)] out TAnswer? answer, [NotNullWhen(false)] out CommandRejected? rejection)
#else
    public bool TryGet(out TAnswer answer, out CommandRejected rejection)
#endif
    {
        answer = _answer!;
        rejection = Rejection!;
        return _answer is not null;
    }
}
