using System.Collections.Immutable;
using System.Text.Json;
using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The part of the control API that is about dialers and queues: <c>/sim/outbound</c> and
/// <c>/sim/queues</c>.</summary>
internal static class ControlCalls
{
    private static readonly Dictionary<string, OutboundMode> Modes = Enum.GetValues<OutboundMode>()
        .ToDictionary(each => JsonNamingPolicy.CamelCase.ConvertName(each.ToString()), StringComparer.Ordinal);

    /// <summary>Adds the paths.</summary>
    public static void Map(IEndpointRouteBuilder app, ContactCentre centre)
    {
        app.MapPost("/sim/outbound", (HttpRequest request) => OfferAsync(request, centre));
        app.MapPost("/sim/queues/{id}", (HttpRequest request, string id) => SetQueueAsync(request, id, centre));
    }

    private static async Task<IResult> OfferAsync(HttpRequest request, ContactCentre centre)
    {
        if (await ControlApi.ReadAsync(request) is not { } body) return ControlApi.TooLarge();
        if (Parse<OfferBody>(body) is not { To.Length: > 0, Customer.Length: > 0 } offer)
        {
            return ControlApi.Problem(
                400, """the body must be a JSON object such as {"to":"2001","customer":"5551234","mode":"preview"}""");
        }

        if (!Modes.TryGetValue(offer.Mode ?? "preview", out var mode))
            return ControlApi.Problem(400, $"mode: {offer.Mode} is not known; {string.Join(", ", Modes.Keys)} are");
        if (ControlRequests.Problem(offer.Customer, offer.To, ImmutableDictionary<string, string>.Empty, callType: null) is { } wrong)
            return ControlApi.Problem(400, wrong.Replace("from:", "customer:", StringComparison.Ordinal));
        var variables = (offer.CallVariables ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var step = centre.Apply(new OfferCustomer(offer.To, offer.Customer, mode, variables));
        return step.Problem is { } refused ? ControlApi.Problem(409, refused)
            : step.CallId is { } id ? ControlApi.Json(201, new { dialogId = id })
            : Results.StatusCode(204);
    }

    private static async Task<IResult> SetQueueAsync(HttpRequest request, string id, ContactCentre centre)
    {
        if (await ControlApi.ReadAsync(request) is not { } body) return ControlApi.TooLarge();
        if (Parse<QueueBody>(body) is not { CallsInQueue: >= 0 } queue)
            return ControlApi.Problem(400, """the body must be a JSON object such as {"callsInQueue":3}, and not less than 0""");
        return centre.Apply(new SetQueuedCalls(id, queue.CallsInQueue.Value)).Problem is { } refused
            ? ControlApi.Problem(404, refused)
            : Results.StatusCode(204);
    }

    private static T? Parse<T>(string body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record OfferBody(string? To, string? Customer, string? Mode, Dictionary<string, string>? CallVariables);

    private sealed record QueueBody(int? CallsInQueue);
}
