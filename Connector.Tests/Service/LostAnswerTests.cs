using System.Collections.Concurrent;
using Connector.Contracts;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Service.Adapters;
using Connector.Tests.Finesse.Rest;
using Connector.Tests.Sagas;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

/// <summary>A Finesse that does what it is asked and whose answers are lost on the way: sessions, adapter and REST client against a real
/// HTTP server that resets the connection instead of answering a change.</summary>
public sealed class LostAnswerTests
{
    private const string Agent = SessionBench.Agent;

    public static TheoryData<AgentRequest, string, string, string?> Found => new()
    {
        { new MakeCall { To = "555" }, "POST User/1001/Dialogs", Call("8", "2001", "555", "INITIATED"), "8" },
        {
            new ConsultCall { DialogId = "7", To = "2002" }, "PUT Dialog/7",
            Call("8", "2001", "", "INITIATING", "<associatedDialogUri>/finesse/api/Dialog/7</associatedDialogUri>"), "8"
        },
        { new TransferCall { DialogId = "7" }, "PUT Dialog/7", Call("7", "555", "2001", "ACTIVE", "<secondaryId>8</secondaryId>"), null },
        { new ConferenceCall { DialogId = "7" }, "PUT Dialog/7", Call("7", "555", "2001", "ACTIVE", "<mediaProperties><callType>CONFERENCE</callType></mediaProperties>"), null },
        { new AcceptPreview { DialogId = "7" }, "PUT Dialog/7", Call("7", "7000", "2001", "ACCEPTED"), null },
    };

    public static TheoryData<AgentRequest, string> NotFound => new()
    {
        { new MakeCall { To = "555" }, "POST User/1001/Dialogs" },
        { new ConsultCall { DialogId = "7", To = "2002" }, "PUT Dialog/7" },
        { new BlindTransfer { DialogId = "7", To = "2002" }, "PUT Dialog/7" },
        { new TransferCall { DialogId = "7" }, "PUT Dialog/7" },
        { new ConferenceCall { DialogId = "7" }, "PUT Dialog/7" },
        { new SendDtmf { DialogId = "7", Digits = "1" }, "PUT Dialog/7" },
        { new AcceptPreview { DialogId = "7" }, "PUT Dialog/7" },
        { new RejectPreview { DialogId = "7" }, "PUT Dialog/7" },
        { new ClosePreview { DialogId = "7" }, "PUT Dialog/7" },
        { new SilentMonitor { TargetExtension = "2002" }, "POST User/1001/Dialogs" },
        { new BargeIn { DialogId = "7", TargetExtension = "2002" }, "POST User/1001/Dialogs" },
        { new DropParticipant { DialogId = "7", Extension = "2001" }, "PUT Dialog/7" },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public async Task What_Finesse_shows_was_done_is_accepted_and_asked_once(AgentRequest request, string change, string dialog, string? made)
    {
        var (answer, changes) = await AskAsync(request, dialog);

        answer.ShouldBeOfType<CommandAccepted>().DialogId.ShouldBe(made);
        changes.ShouldBe([change]);
    }

    [Theory]
    [MemberData(nameof(NotFound))]
    public async Task What_Finesse_does_not_show_is_answered_as_unknown_and_asked_once(AgentRequest request, string change)
    {
        var (answer, changes) = await AskAsync(request, Call("7", "555", "2001", "HELD"));

        var rejected = answer.ShouldBeOfType<CommandRejected>();
        rejected.Code.ShouldBe(RejectionCode.OutcomeUnknown);
        rejected.Message.ShouldContain("It was not sent again");
        changes.ShouldBe([change]);
    }

    private static string Call(string id, string from, string to, string state, string more = "") =>
        $"<Dialog><id>{id}</id><fromAddress>{from}</fromAddress><toAddress>{to}</toAddress>{more}<participants><Participant>"
        + $"<mediaAddress>2001</mediaAddress><state>{state}</state><actions><action>TRANSFER</action><action>CONFERENCE</action></actions>"
        + "</Participant></participants></Dialog>";

    // The same request twice, as a broker delivers it again: that too asks Finesse nothing more.
    private static async Task<(object Answer, IReadOnlyList<string> Changes)> AskAsync(AgentRequest request, string dialog)
    {
        var changes = new ConcurrentQueue<string>();
        await using var server = await HttpTestServer.StartAsync(context =>
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                return context.Response.WriteAsync(
                    context.Request.Path.Value!.EndsWith("/Dialogs", StringComparison.Ordinal) ? $"<Dialogs>{dialog}</Dialogs>" : dialog);
            }
            changes.Enqueue($"{context.Request.Method} {context.Request.Path.Value!["/finesse/api/".Length..]}");
            context.Abort();
            return Task.CompletedTask;
        });
        using var rest = new FinesseRest(
            server.Address, new FinesseRestOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, NullLogger<FinesseRest>.Instance);
        await using var bench = new SessionBench(
            finesse: new FinesseAdapter(new FinesseSide(rest, Substitute.For<IAgentSubscriptions>())));
        await bench.ConnectAsync("TALKING", new Dialog
        {
            DialogId = "7",
            Participants = [new Participant { Address = "2001", State = "HELD", Actions = ["TRANSFER", "CONFERENCE"] }],
        });

        var answer = await bench.Ask(request with { AgentId = Agent }, "request-1");
        (await bench.Ask(request with { AgentId = Agent }, "request-1")).ShouldBe(answer);
        return (answer, [.. changes]);
    }
}
