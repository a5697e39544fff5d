using Connector.Finesse.Model;

namespace Connector.Finesse.Rest;

/// <summary>Why a request to Finesse did not end well: one of the nested records, and no other.</summary>
public abstract record FinesseFailure
{
    private FinesseFailure()
    {
    }

    /// <summary>
    /// Finesse said no (any status that is not a success; 503 is <see cref="ServiceUnavailable"/>). The request never reached
    /// CTI, and no notification follows. After a 401 nothing may be tried again with the same password: five wrong ones lock
    /// the account for five minutes.
    /// </summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Errors">Finesse's errors; empty where the body was empty or not Finesse's (a container's HTML page).</param>
    /// <param name="Excerpt">The first characters of a body that was not Finesse's, for the log; for a redirect, where to.</param>
    public sealed record Refused(int Status, ValueList<FinesseError> Errors, string Excerpt) : FinesseFailure
    {
        /// <summary>Whether the user or the password was refused, or the user may not do this.</summary>
        public bool IsUnauthorized => Status == 401;

        /// <inheritdoc/>
        public override string ToString() => Errors.Count > 0
            ? $"refused with {Status}: {Errors[0].Type}, {Errors[0].Message}, {Errors[0].Data}"
            : $"refused with {Status}: {Excerpt}";
    }

    /// <summary>Finesse is up but out of service (503): not carried out; try again after some seconds, or on the other side.</summary>
    /// <param name="Errors">Finesse's errors, if any.</param>
    public sealed record ServiceUnavailable(ValueList<FinesseError> Errors) : FinesseFailure
    {
        /// <inheritdoc/>
        public override string ToString() => "Finesse is out of service (503)";
    }

    /// <summary>No connection came about (name, refusal, TLS, time): the request was surely not carried out.</summary>
    /// <param name="Reason">What failed, for the log.</param>
    public sealed record Unreachable(string Reason) : FinesseFailure
    {
        /// <inheritdoc/>
        public override string ToString() => $"unreachable: {Reason}";
    }

    /// <summary>The request was sent, wholly or in part, and no answer came: it may have been carried out, or may yet be.</summary>
    /// <param name="Reason">What failed, for the log.</param>
    public sealed record OutcomeUnknown(string Reason) : FinesseFailure
    {
        /// <inheritdoc/>
        public override string ToString() => $"outcome unknown: {Reason}";
    }

    /// <summary>A success whose body is not what was asked for (not Finesse, or damaged). Only ever the end of a GET.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Reason">What is wrong with the body.</param>
    public sealed record Unreadable(int Status, string Reason) : FinesseFailure
    {
        /// <inheritdoc/>
        public override string ToString() => $"answer {Status} could not be read: {Reason}";
    }
}
