using System.Text;
using Connector.Finesse.Model;
using Connector.Finesse.Parsing;

namespace Connector.Finesse.Rest;

/// <summary>What came of one attempt: an HTTP answer, or a failure before there was one.</summary>
/// <param name="Failure">Why there was no answer.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The answer's body.</param>
/// <param name="Location">Where a redirect points to.</param>
internal readonly record struct RestAnswer(FinesseFailure? Failure, int Status, string Body, Uri? Location)
{
    /// <summary>Enough for the log to recognise whose page it was.</summary>
    private const int ExcerptLength = 200;

    internal bool IsSuccess => Failure is null && Status is >= 200 and < 300;

    internal bool IsRedirect => Failure is null && Status is 301 or 302 or 303 or 307 or 308;

    /// <summary>Reads the answer of a GET.</summary>
    internal FinesseReply<T> Read<T>(Func<string, Parsed<T>> parse)
        where T : class
    {
        if (!IsSuccess)
            return FinesseReplies.Failed<T>(ToFailure());
        return parse(Body).TryGet(out var value, out var problem)
            ? FinesseReplies.Ok(value)
            : FinesseReplies.Failed<T>(new FinesseFailure.Unreadable(Status, $"{problem}; it begins '{ExcerptOf(Body)}'"));
    }

    /// <summary>Reads the answer of a PUT or POST.</summary>
    internal FinesseReply ToReply() => IsSuccess ? FinesseReply.Accepted : FinesseReply.Failed(ToFailure());

    private FinesseFailure ToFailure()
    {
        if (Failure is not null)
            return Failure;
        var errors = FinesseXml.ParseApiErrors(Body).Value ?? [];
        var isOutOfService = errors.Any(e => e.Message?.Trim() == FinesseError.ServerOutOfService);
        if (Status == 503 || isOutOfService)
            return new FinesseFailure.ServiceUnavailable(errors);
        if (IsRedirect)
        {
            var where = Location?.ToString() ?? "nowhere";
            return new FinesseFailure.Refused(
                Status, errors, $"redirected to {where}; set the REST base (Finesse_1, Finesse_2) to where Finesse serves");
        }
        return new FinesseFailure.Refused(Status, errors, errors.Count > 0 ? "" : ExcerptOf(Body));
    }

    /// <summary>The beginning of a body in one line, without control characters that could forge a log.</summary>
    private static string ExcerptOf(string body)
    {
        var excerpt = new StringBuilder(ExcerptLength);
        foreach (var c in body.AsSpan(0, Math.Min(body.Length, ExcerptLength)))
            excerpt.Append(char.IsControl(c) ? ' ' : c);
        return excerpt.ToString();
    }
}
