using System.Text.Json;
using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.Load;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The part of the control API that has callers call: <c>/sim/load</c>.</summary>
internal sealed class ControlLoad(LoadGenerator load, int agentCount)
{
    private const string NoObject = """the body must be a JSON object such as {"agents":10,"callsPerHour":20}""";
    private const int MaxSeconds = 86_400;

    /// <summary>Adds the paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sim/load", () => ControlApi.Json(200, load.Counts));
        app.MapPost("/sim/load", StartAsync);
        app.MapDelete("/sim/load", () =>
        {
            load.Stop();
            return ControlApi.Json(200, load.Counts);
        });
    }

    /// <summary>Reads the body of <c>POST /sim/load</c>. Pure.</summary>
    public static (LoadProfile? Profile, string? Problem) Read(string body, int agentCount)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return (null, NoObject);
        }

        using (json)
        {
            if (json.RootElement.ValueKind is not JsonValueKind.Object) return (null, NoObject);
            var fields = new JsonFields(json.RootElement);
            fields.AllowOnly(
            [
                "agents", "callsPerHour", "talkSeconds", "patienceSeconds", "holdShare", "distribution", "autoAnswer",
                "answerSeconds", "seed", "forSeconds",
            ]);
            if (!fields.Has("callsPerHour")) fields.Refuse("callsPerHour", "missing; it is how often each agent is called");
            var profile = new LoadProfile
            {
                Agents = (int)(fields.Whole("agents", 1, agentCount) ?? agentCount),
                CallsPerHour = fields.Number("callsPerHour", 0.01, 3600) ?? 1,
                Talk = Seconds("talkSeconds", 180),
                Patience = Seconds("patienceSeconds", 30),
                HoldShare = fields.Number("holdShare", 0, 1) ?? 0,
                Distribution = fields.Choice<LoadDistribution>("distribution") ?? LoadDistribution.Random,
                AutoAnswer = fields.Flag("autoAnswer"),
                AnswerAfter = Seconds("answerSeconds", 3),
                Seed = fields.Whole("seed", long.MinValue, long.MaxValue) ?? 0,
                Duration = fields.Has("forSeconds") ? Seconds("forSeconds", 0) : null,
            };
            return fields.Problem is { } problem ? (null, problem) : (profile, null);

            TimeSpan Seconds(string name, double unset) => TimeSpan.FromSeconds(fields.Number(name, 0.001, MaxSeconds) ?? unset);
        }
    }

    private async Task<IResult> StartAsync(HttpRequest request)
    {
        if (await ControlApi.ReadAsync(request) is not { } body) return ControlApi.TooLarge();
        var (profile, problem) = Read(body, agentCount);
        if (profile is null) return ControlApi.Problem(400, problem!);
        return load.Start(profile)
            ? ControlApi.Json(201, load.Counts)
            : ControlApi.Problem(409, "a load is under way; DELETE /sim/load stops it");
    }
}
