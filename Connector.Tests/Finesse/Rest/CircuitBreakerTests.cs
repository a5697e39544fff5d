using Connector.Finesse.Rest;
using Connector.Lab.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Rest;

/// <summary>A dead side is left alone for a moment, whoever asks; one that answers never is.</summary>
public sealed class CircuitBreakerTests
{
    private static readonly FinesseCredentials Agent = FinesseCredentials.Basic("1001", "pw");

    [Fact]
    public async Task Side_that_answers_503_is_left_alone_and_tried_again()
    {
        var status = 503;
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var rest = NewRest(server.Address);
        for (var request = 0; request < 10; request++)
            (await AskAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.ServiceUnavailable>();

        var failure = (await AskAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.Unreachable>("surely not sent");
        failure.Reason.ShouldContain("left alone");
        server.Requests.Count.ShouldBe(10);

        status = 202;
        await Eventually.HoldsAsync("the side to be tried again", async () => (await AskAsync(rest)).IsAccepted);
        (await AskAsync(rest)).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Requests_and_readings_share_what_is_known_of_the_side()
    {
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        using var rest = NewRest(server.Address);
        for (var request = 0; request < 5; request++)
        {
            await AskAsync(rest);
            await rest.GetUserAsync(Agent, "1001");
        }

        (await rest.GetUserAsync(Agent, "1001")).Failure.ShouldBeOfType<FinesseFailure.Unreachable>();
        (await AskAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.Unreachable>();
        server.Requests.Count.ShouldBe(10);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Side_that_says_no_lives(int status)
    {
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var rest = NewRest(server.Address);

        for (var request = 0; request < 30; request++)
            (await AskAsync(rest)).Failure.ShouldBeOfType<FinesseFailure.Refused>();

        server.Requests.Count.ShouldBe(30);
    }

    private static FinesseRest NewRest(FinesseAddress address) => new(
        address, new() { BreakDuration = TimeSpan.FromSeconds(5) }, TimeProvider.System, NullLogger<FinesseRest>.Instance);

    private static Task<FinesseReply> AskAsync(FinesseRest rest) => rest.PutUserAsync(Agent, "1001", UserRequest.ChangeState("READY"), "r1");
}
