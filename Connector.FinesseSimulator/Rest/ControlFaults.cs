using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.Sides;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The part of the control API that makes faults: <c>/sim/faults</c>.</summary>
internal sealed class ControlFaults(FaultBoard board, SidePair pair)
{
    /// <summary>Adds the paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sim/faults", () => ControlApi.Json(200, board.Faults.Select(View)));
        app.MapPost("/sim/faults", AddAsync);
        app.MapDelete("/sim/faults", () =>
        {
            board.Clear();
            return Results.StatusCode(204);
        });
        app.MapDelete("/sim/faults/{id}", (string id) => board.Remove(id)
            ? Results.StatusCode(204)
            : ControlApi.Problem(404, $"there is no fault {id}; it is over, was removed, or never was"));
    }

    private async Task<IResult> AddAsync(HttpRequest request)
    {
        if (await ControlApi.ReadAsync(request) is not { } body) return ControlApi.TooLarge();
        var (fault, problem) = FaultRequests.Read(body);
        if (fault is null) return ControlApi.Problem(400, problem!);
        if (fault.Side is { } side && pair.IndexOf(side) is null)
            return ControlApi.Problem(400, $"side: there is no server {side} here; start the simulator with two");
        return ControlApi.Json(201, View(pair.AddFault(fault)));
    }

    private FaultView View(ActiveFault active)
    {
        var fault = active.Fault;
        return new FaultView(
            active.Id, FaultRequests.NameOf(fault.Kind), fault.Side, fault.Agent, fault.Path, fault.Method, fault.Count,
            active.Until, fault.Probability, fault.Seed, active.IsLive(board.Time.GetUtcNow()), active.Seen, active.Struck);
    }

    private sealed record FaultView(
        string Id, string Kind, string? Side, string? Agent, string? Path, string? Method, int? Count, DateTimeOffset? Until,
        double Probability, long Seed, bool IsLive, long Seen, long Struck);
}
