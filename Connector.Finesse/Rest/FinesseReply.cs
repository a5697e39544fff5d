using System.Diagnostics.CodeAnalysis;

namespace Connector.Finesse.Rest;

/// <summary>
/// What became of a PUT or POST. Accepted means "queued towards CTI" (HTTP 202) and nothing more: the truth follows by XMPP.
/// </summary>
public sealed record FinesseReply
{
    private FinesseReply(FinesseFailure? failure) => Failure = failure;

    /// <summary>Finesse has taken the request.</summary>
    public static FinesseReply Accepted { get; } = new(failure: null);

    /// <summary>Why Finesse has not, or may not have, taken the request; null where it has.</summary>
    public FinesseFailure? Failure { get; }

    /// <summary>Whether Finesse has taken the request.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsAccepted => Failure is null;

    /// <summary>A reply that says why not.</summary>
    /// <param name="failure">The reason.</param>
    /// <returns>The reply.</returns>
    public static FinesseReply Failed(FinesseFailure failure) => new(failure);
}

/// <summary>What became of a GET.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public sealed record FinesseReply<T>
    where T : class
{
    internal FinesseReply(T? value, FinesseFailure? failure) => (Value, Failure) = (value, failure);

    /// <summary>What Finesse answered; null where there is a failure.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value.</summary>
    public FinesseFailure? Failure { get; }

    /// <summary>Whether Finesse answered with the object.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsOk => Failure is null;

    /// <summary>Takes the reply apart.</summary>
    /// <param name="value">What Finesse answered.</param>
    /// <param name="failure">Why there is no value.</param>
    /// <returns>Whether there is a value.</returns>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out FinesseFailure? failure)
    {
        (value, failure) = (Value, Failure);
        return IsOk;
    }
}

/// <summary>Makes replies to a GET; for code that stands in for <see cref="IFinesseRest"/>.</summary>
public static class FinesseReplies
{
    /// <summary>A reply with the object.</summary>
    /// <typeparam name="T">What was asked for.</typeparam>
    /// <param name="value">The object.</param>
    /// <returns>The reply.</returns>
    public static FinesseReply<T> Ok<T>(T value)
        where T : class => new(value, null);

    /// <summary>A reply that says why there is no object.</summary>
    /// <typeparam name="T">What was asked for.</typeparam>
    /// <param name="failure">The reason.</param>
    /// <returns>The reply.</returns>
    public static FinesseReply<T> Failed<T>(FinesseFailure failure)
        where T : class => new(null, failure);
}
