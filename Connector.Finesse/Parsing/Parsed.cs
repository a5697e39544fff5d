using System.Diagnostics.CodeAnalysis;

namespace Connector.Finesse.Parsing;

/// <summary>What a parser made of a text: a value, or the reason why there is none. Never an exception.</summary>
/// <typeparam name="T">What was to be read.</typeparam>
public readonly record struct Parsed<T>
    where T : class
{
    private Parsed(T? value, string? failure) => (Value, Failure) = (value, failure);

    /// <summary>What was read; null where it could not be.</summary>
    public T? Value { get; }

    /// <summary>Why nothing could be read, with the place in characters; null where something was.</summary>
    public string? Failure { get; }

    /// <summary>Takes the result apart.</summary>
    /// <param name="value">What was read.</param>
    /// <param name="failure">Why nothing could be read.</param>
    /// <returns>Whether something was read.</returns>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? failure)
    {
        value = Value;
        failure = value is null ? Failure ?? "Nothing was parsed." : null;
        return value is not null;
    }

    internal static Parsed<T> Of(T value) => new(value, null);

    internal static Parsed<T> Failed(string failure) => new(null, failure);
}
