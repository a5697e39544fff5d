using System.Text.Json;
using Connector.FinesseSimulator.Sides;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The part of the control API that takes servers down and brings them back: <c>/sim/sides</c>.</summary>
/// <param name="pair">The servers.</param>
/// <param name="host">The server on whose port this is; none on a port of its own.</param>
internal sealed class ControlSides(SidePair pair, int? host)
{
    private static readonly Dictionary<string, SideEvent> Events = Enum.GetValues<SideEvent>()
        .Where(each => each is not SideEvent.NoticeCtiLoss)
        .ToDictionary(each => JsonNamingPolicy.CamelCase.ConvertName(each.ToString()), StringComparer.Ordinal);

    /// <summary>Adds the paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sim/sides", () => ControlApi.Json(200, pair.Sides.Select(View)));
        app.MapPost("/sim/sides/{name}", HappenAsync);
    }

    private async Task<IResult> HappenAsync(HttpRequest request, string name)
    {
        if (await ControlApi.ReadAsync(request) is not { } body) return ControlApi.TooLarge();
        IReadOnlyList<int> sides = name is "both" ? [.. Enumerable.Range(0, pair.Sides.Count)]
            : pair.IndexOf(name) is { } index ? [index]
            : [];
        if (sides.Count == 0)
            return ControlApi.Problem(404, $"there is no server {name} here; A, B where there are two, and both are known");
        var (happens, problem) = ControlRequests.ReadEvent(body, Events);
        if (problem is not null) return ControlApi.Problem(400, problem);
        if (pair.Condition.Problem(happens) is { } refused) return ControlApi.Problem(409, refused);

        if (host is { } own && sides.Contains(own) && happens is SideEvent.Kill or SideEvent.StopWebApplication)
        {
            return ControlApi.Problem(
                409, "this request came in on the port that it would close; send it to the other server, or to the port that "
                    + "SIM_CONTROL_PORT opens for the control API alone");
        }

        try
        {
            foreach (var side in sides) await pair.HappenAsync(happens, side);
            return Results.StatusCode(204);
        }
        catch (IOException exception)
        {
            return ControlApi.Problem(409, exception.Message);
        }
    }

    private SideView View(SimulatedSide side)
    {
        var condition = pair.Condition.Sides[pair.IndexOf(side.Name)!.Value];
        return new SideView(
            side.Name, side.Domain, side.RestBase, side.XmppPort, condition.ServesRest, condition.ServesXmpp,
            JsonNamingPolicy.CamelCase.ConvertName(condition.Cti.ToString()), side.IsInService ? "IN_SERVICE" : "OUT_OF_SERVICE");
    }

    private sealed record SideView(
        string Name, string Domain, Uri RestBase, int XmppPort, bool ServesRest, bool ServesXmpp, string Cti, string Status);
}
