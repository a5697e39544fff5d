namespace Connector.Contracts;

/// <summary>Joins the held call and the consult call. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record ConferenceCall : AgentRequest
{
    /// <summary>The <b>held</b> call, whose participant offers CONFERENCE.</summary>
    public string DialogId { get; init; } = "";
}
