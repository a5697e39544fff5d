using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>
/// How a session writes what another connector, or this one after a restart, needs to go on from there, and reads it back: the texts inside
/// <see cref="AgentProgress"/>. JSON; what a later release adds is skipped, and what it means by a kind unknown here is left alone. Pure.
/// </summary>
/// <remarks>What clients were told last travels seldom as a whole: events that came after it are taken in when it is read
/// (<see cref="Told(string?, IReadOnlyList{RecordedEvent})"/>), so that an event costs its own bytes and no more.</remarks>
internal static class SessionRecords
{
    /// <summary>Of a request that was begun and that Finesse surely did not take: it may be begun anew.</summary>
    internal const string NotCarriedOut = "-";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes an event that was given its number.</summary>
    internal static RecordedEvent Event(long epoch, RememberedEvent remembered) => new()
    {
        Epoch = epoch,
        Sequence = remembered.Sequence,
        Body = $"{remembered.Kind} {Encoding.UTF8.GetString(remembered.Json)}",
        IsKnown = remembered.IsKnown ? true : null,
    };

    /// <summary>Reads one.</summary>
    internal static RememberedEvent Event(RecordedEvent recorded)
    {
        // A takeover reads many, and large ones: the text is not copied on the way.
        var body = recorded.Body.AsSpan();
        var space = body.IndexOf(' ');
        var kind = space < 0 ? body : body[..space];
        var json = space < 0 ? default : body[(space + 1)..];
        var bytes = new byte[Encoding.UTF8.GetByteCount(json)];
        Encoding.UTF8.GetBytes(json, bytes);
        return new RememberedEvent(recorded.Sequence, recorded.Epoch, KindOf(kind), bytes, recorded.IsKnown is true);
    }

    /// <summary>The id and the request of an event.</summary>
    internal static EventHead Head(RememberedEvent remembered) => remembered.Read<EventHead>() ?? new EventHead();

    /// <summary>Whether an event tells of the agent or his calls, and not of what he watches or of the connector.</summary>
    internal static bool IsOfAgent(RememberedEvent remembered) =>
        remembered.Kind is nameof(AgentStateChanged) or nameof(DialogChanged) or nameof(CommandFailed);

    /// <summary>Writes what clients were told last.</summary>
    /// <param name="view">The agent's state and calls.</param>
    /// <param name="sequence">Number of the last event that is in it.</param>
    internal static string View(AgentView view, long sequence) =>
        JsonSerializer.Serialize(new ToldView(sequence, view.State, view.Dialogs), Json);

    /// <summary>Reads it, and takes in the events that came after it.</summary>
    internal static AgentView Told(string? published, IReadOnlyList<RecordedEvent> events) => Told(published, events.Select(Event));

    /// <inheritdoc cref="Told(string?, IReadOnlyList{RecordedEvent})"/>
    internal static AgentView Told(string? published, IEnumerable<RememberedEvent> events)
    {
        var told = published is null ? null : Read<ToldView>(published);
        var view = told is null ? AgentViewChanges.Unknown : new AgentView(told.State ?? new AgentState(), told.Dialogs ?? []);
        return events.Where(each => each.Sequence > (told?.Sequence ?? 0)).Aggregate(view, After);
    }

    /// <summary>Writes a final answer. That of <c>ConnectAgent</c> is worded anew when it is asked for, for it is large and says how it is now.</summary>
    internal static string Answer(object answer) => answer is AgentConnected
        ? nameof(AgentConnected)
        : $"{answer.GetType().Name} {JsonSerializer.Serialize(answer, answer.GetType(), Json)}";

    /// <summary>Reads one.</summary>
    /// <returns>The answer, <see cref="ConnectedAnswer"/>, or null: there is none, or one of a later release.</returns>
    internal static object? Answer(string text)
    {
        var (kind, json) = Split(text);
        return kind switch
        {
            nameof(CommandAccepted) => Read<CommandAccepted>(json),
            nameof(CommandRejected) => Read<CommandRejected>(json),
            nameof(AgentConnected) => ConnectedAnswer.Instance,
            _ => null,
        };
    }

    /// <summary>Writes what is needed to hold the subscription.</summary>
    internal static string Subscription(SubscriptionFacts facts) => JsonSerializer.Serialize(facts, Json);

    /// <summary>Reads it; nothing where it was never written or the session ended.</summary>
    internal static SubscriptionFacts Subscription(string? text) =>
        (text is null ? null : Read<SubscriptionFacts>(text)) ?? SubscriptionFacts.None;

    /// <summary>How an agent is after an event.</summary>
    internal static AgentView After(AgentView view, RememberedEvent told) => told.Kind switch
    {
        nameof(AgentStateChanged) when told.Read<AgentState>() is { } state => view with { State = state },
        nameof(DialogChanged) when told.Read<DialogChanged>() is { } changed => AgentViewChanges.Apply(view, changed.Change, [changed.Dialog]).View,
        _ => view,
    };

    private static string KindOf(ReadOnlySpan<char> kind) => kind switch
    {
        nameof(AgentStateChanged) => nameof(AgentStateChanged),
        nameof(DialogChanged) => nameof(DialogChanged),
        _ => kind.ToString(),
    };

    private static (string Kind, string Json) Split(string body)
    {
        var space = body.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (body, "") : (body[..space], body[(space + 1)..]);
    }

    private static T? Read<T>(string json)
        where T : class
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize<T>(json, Json);
        }
        catch (JsonException)
        {
            // Of another release, or damaged: as if it had not been told.
            return null;
        }
    }

    private sealed record ToldView(long Sequence, AgentState? State, IReadOnlyList<Dialog>? Dialogs);
}

/// <summary>What tells one event from another.</summary>
internal sealed record EventHead
{
    public string AgentId { get; init; } = "";

    public Guid EventId { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Of a call; the rest of it is passed over.</summary>
    public DialogHead? Dialog { get; init; }
}

/// <summary>What tells one call from another.</summary>
internal sealed record DialogHead
{
    public string DialogId { get; init; } = "";
}

/// <summary>An answer to <c>ConnectAgent</c> that is worded when it is given.</summary>
internal sealed class ConnectedAnswer
{
    internal static readonly ConnectedAnswer Instance = new();
}

/// <summary>What is needed to hold an agent's subscription as it was.</summary>
internal sealed record SubscriptionFacts
{
    internal static readonly SubscriptionFacts None = new();

    /// <summary>The credentials, encrypted; null: there are none.</summary>
    public string? Secret { get; init; }

    public string? EventAddress { get; init; }

    /// <summary>How he signed in through a connector; null where he did not.</summary>
    public SignInAgent? SignIn { get; init; }

    /// <summary>A client has asked to sign him out.</summary>
    public bool SigningOut { get; init; }

    public IReadOnlyList<WatchedThing> Watches { get; init; } = [];
}

/// <summary>One thing that an agent watches.</summary>
/// <param name="Kind">A team or a queue.</param>
/// <param name="Id">Finesse's id of it.</param>
/// <param name="RequestId">The request that asked for it.</param>
internal sealed record WatchedThing(WatchKind Kind, string Id, string RequestId);
