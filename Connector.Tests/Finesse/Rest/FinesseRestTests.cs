using System.Text;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Rest;

/// <summary>The REST client against a real HTTP server: what it sends, and what it makes of each answer.</summary>
public sealed class FinesseRestTests
{
    private static readonly FinesseCredentials Agent = FinesseCredentials.Basic("1001", "pw1001");
    private static readonly FinesseRestOptions Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task SystemInfo_is_asked_without_credentials()
    {
        await using var server = await HttpTestServer.StartAsync(Answering(200, FinesseSamples.SystemInfo));
        using var rest = NewRest(server.Address);

        var reply = await rest.GetSystemInfoAsync();

        reply.Value!.XmppDomain.ShouldBe("fin-a.example.com");
        var request = server.Requests.ShouldHaveSingleItem();
        (request.Method, request.Path).ShouldBe(("GET", "/finesse/api/SystemInfo"));
        request.Headers.Keys.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task A_user_is_asked_with_the_agents_own_credentials_and_no_cookies()
    {
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "JSESSIONID=ofAnotherAgent";
            return context.Response.WriteAsync(FinesseSamples.RestUser);
        });
        using var rest = NewRest(server.Address);

        (await rest.GetUserAsync(Agent, "1001")).Value!.LoginName.ShouldBe("csmith");
        (await rest.GetUserAsync(FinesseCredentials.Bearer("1002", "token-2"), "1002")).IsOk.ShouldBeTrue();

        server.Requests.Select(r => (r.Path, r.Headers["Authorization"])).ShouldBe(
            [("/finesse/api/User/1001", "Basic MTAwMTpwdzEwMDE="), ("/finesse/api/User/1002", "Bearer token-2")]);
        server.Requests.ShouldAllBe(r => !r.Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task Dialogs_and_a_dialog_are_asked_at_their_addresses()
    {
        await using var server = await HttpTestServer.StartAsync(context => context.Response.WriteAsync(
            context.Request.Path.Value!.EndsWith("Dialogs", StringComparison.Ordinal)
                ? $"<Dialogs>{FinesseSamples.Dialog}</Dialogs>"
                : FinesseSamples.Dialog));
        using var rest = NewRest(server.Address);

        (await rest.GetDialogsAsync(Agent, "1001")).Value!.ShouldHaveSingleItem().Id.ShouldBe("12345678");
        (await rest.GetDialogAsync(Agent, "12345678")).Value!.Id.ShouldBe("12345678");

        server.Requests.Select(r => r.Path).ShouldBe(["/finesse/api/User/1001/Dialogs", "/finesse/api/Dialog/12345678"]);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(200)]
    public async Task A_change_that_Finesse_takes_is_accepted_and_carries_its_headers_and_body(int status)
    {
        await using var server = await HttpTestServer.StartAsync(Answering(status, ""));
        using var rest = NewRest(server.Address);

        (await rest.PutUserAsync(Agent, "1001", UserRequest.SignIn("2001"), "req-1")).IsAccepted.ShouldBeTrue();
        (await rest.PostDialogAsync(Agent, "1001", NewDialogRequest.MakeCall("2001", "2002"), "req-2")).IsAccepted.ShouldBeTrue();
        (await rest.PutDialogAsync(Agent, "77", DialogRequest.Of(DialogActions.Answer, "2001"), "req-3")).IsAccepted.ShouldBeTrue();

        server.Requests.Select(r => (r.Method, r.Path, r.Headers["requestId"], r.Body)).ShouldBe(
        [
            ("PUT", "/finesse/api/User/1001", "req-1", UserRequest.SignIn("2001").ToXml()),
            ("POST", "/finesse/api/User/1001/Dialogs", "req-2", NewDialogRequest.MakeCall("2001", "2002").ToXml()),
            ("PUT", "/finesse/api/Dialog/77", "req-3", DialogRequest.Of(DialogActions.Answer, "2001").ToXml()),
        ]);
        server.Requests.ShouldAllBe(r => r.Headers["Content-Type"] == "application/xml");
        server.Requests.ShouldAllBe(r => r.Headers["Authorization"] == "Basic MTAwMTpwdzEwMDE=");
    }

    [Fact]
    public async Task An_id_stays_one_segment_of_the_address()
    {
        await using var server = await HttpTestServer.StartAsync(Answering(200, FinesseSamples.RestUser));
        using var rest = NewRest(server.Address);

        await rest.GetUserAsync(Agent, "a/b?c#d e%2F");

        server.Requests.ShouldHaveSingleItem().Path.ShouldBe("/finesse/api/User/a%2Fb%3Fc%23d%20e%252F");
        foreach (var id in new[] { "", " ", ".", ".." })
            await Should.ThrowAsync<ArgumentException>(async () => await rest.GetUserAsync(Agent, id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    public async Task A_request_id_that_could_forge_a_header_is_refused(string requestId)
    {
        await using var server = await HttpTestServer.StartAsync(Answering(202, ""));
        using var rest = NewRest(server.Address);

        await Should.ThrowAsync<ArgumentException>(() => rest.PutUserAsync(Agent, "1001", UserRequest.ChangeState("READY"), requestId));

        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task A_refusal_is_asked_once_and_carries_Finesses_errors(int status)
    {
        const string Body = "<ApiErrors><ApiError><ErrorType>User Not Found</ErrorType><ErrorMessage>UNKNOWN_USER</ErrorMessage><ErrorData>4023</ErrorData></ApiError></ApiErrors>";
        await using var server = await HttpTestServer.StartAsync(Answering(status, Body));
        using var rest = NewRest(server.Address);
        var expected = new FinesseFailure.Refused(status, [new("User Not Found", "UNKNOWN_USER", "4023")], "");

        (await rest.GetUserAsync(Agent, "1001")).Failure.ShouldBe(expected);
        (await rest.PutUserAsync(Agent, "1001", UserRequest.ChangeState("READY"), "r")).Failure.ShouldBe(expected);

        // Not one more: five wrong passwords lock an account.
        server.Requests.Count.ShouldBe(2);
        expected.IsUnauthorized.ShouldBe(status == 401);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("<!doctype html><html><title>HTTP 401\r\nUnauthorized</title>", "<!doctype html><html><title>HTTP 401  Unauthorized</title>")]
    public async Task A_refusal_that_is_not_Finesses_own_carries_an_excerpt_in_one_line(string body, string excerpt)
    {
        await using var server = await HttpTestServer.StartAsync(Answering(401, body));
        using var rest = NewRest(server.Address);

        (await rest.GetUserAsync(Agent, "1001")).Failure.ShouldBe(new FinesseFailure.Refused(401, [], excerpt));
    }

    [Theory]
    [InlineData(503, FinesseSamples.OutOfService, 1)]
    [InlineData(503, "<html>busy</html>", 0)]
    [InlineData(500, FinesseSamples.OutOfService, 1)]
    public async Task A_server_out_of_service_is_told_apart(int status, string body, int errors)
    {
        await using var server = await HttpTestServer.StartAsync(Answering(status, body));
        using var rest = NewRest(server.Address);

        (await rest.PutUserAsync(Agent, "1001", UserRequest.ChangeState("READY"), "r"))
            .Failure.ShouldBeOfType<FinesseFailure.ServiceUnavailable>().Errors.Count.ShouldBe(errors);

        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("<html>welcome</html>")]
    [InlineData("")]
    [InlineData("<User><state>")]
    public async Task A_success_that_is_no_user_is_unreadable(string body)
    {
        await using var server = await HttpTestServer.StartAsync(Answering(200, body));
        using var rest = NewRest(server.Address);

        (await rest.GetUserAsync(Agent, "1001")).Failure.ShouldBeOfType<FinesseFailure.Unreadable>().Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_answer_in_an_unknown_character_set_does_no_harm()
    {
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/xml; charset=martian";
            return context.Response.WriteAsync(FinesseSamples.RestUser, Encoding.UTF8);
        });
        using var rest = NewRest(server.Address);

        (await rest.GetUserAsync(Agent, "1001")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_GET_follows_a_redirect_to_the_same_host()
    {
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            if (context.Request.Path.StartsWithSegments("/moved"))
                return context.Response.WriteAsync(FinesseSamples.RestUser);
            context.Response.Redirect("/moved", permanent: true);
            return Task.CompletedTask;
        });
        using var rest = NewRest(server.Address);

        (await rest.GetUserAsync(Agent, "1001")).IsOk.ShouldBeTrue();

        server.Requests.Select(r => r.Path).ShouldBe(["/finesse/api/User/1001", "/moved"]);
    }

    [Fact]
    public async Task A_redirect_of_a_change_is_refused_and_names_the_remedy()
    {
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            context.Response.Redirect("https://localhost:8445/finesse/api/User/1001", permanent: true);
            return Task.CompletedTask;
        });
        using var rest = NewRest(server.Address);

        var refused = (await rest.PutUserAsync(Agent, "1001", UserRequest.ChangeState("READY"), "r"))
            .Failure.ShouldBeOfType<FinesseFailure.Refused>();

        refused.Status.ShouldBe(301);
        refused.Excerpt.ShouldContain("https://localhost:8445/finesse/api/User/1001");
        refused.Excerpt.ShouldContain("Finesse_1");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Credentials_never_follow_a_redirect_to_another_host()
    {
        await using var thief = await HttpTestServer.StartAsync(Answering(200, FinesseSamples.RestUser));
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            context.Response.Redirect($"http://127.0.0.1:{thief.Port}/");
            return Task.CompletedTask;
        });
        using var rest = NewRest(server.Address);

        (await rest.GetUserAsync(Agent, "1001")).Failure.ShouldBeOfType<FinesseFailure.Refused>().Status.ShouldBe(302);

        thief.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_redirect_in_a_circle_ends()
    {
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        });
        using var rest = NewRest(server.Address);

        (await rest.GetUserAsync(Agent, "1001")).Failure.ShouldBeOfType<FinesseFailure.Refused>();

        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Many_agents_requests_run_side_by_side()
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inside = 0;
        await using var server = await HttpTestServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref inside) == 20)
                all.SetResult();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(20));
            await context.Response.WriteAsync(FinesseSamples.RestUser);
        });
        using var rest = NewRest(server.Address, Quick with { AttemptTimeout = TimeSpan.FromSeconds(20), MaxRetries = 0 });

        var replies = await Task.WhenAll(Enumerable.Range(1001, 20).Select(id => rest.GetUserAsync(Agent, id.ToString())));

        replies.ShouldAllBe(r => r.IsOk);
    }

    internal static FinesseRest NewRest(FinesseAddress address, FinesseRestOptions? options = null) =>
        new(address, options ?? Quick, TimeProvider.System, NullLogger<FinesseRest>.Instance);

    private static Func<HttpContext, Task> Answering(int status, string body) => context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    };
}
