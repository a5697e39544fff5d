using Connector.Finesse.Notifications;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Parsing;

/// <summary>The promise of 4 KB for each notification. Its time (10 µs) is the benchmarks' to measure.</summary>
public sealed class ParserCostTests
{
    private const int Promised = 4 * 1024;

    [Fact]
    public void A_user_notification_allocates_no_more_than_promised() =>
        AllocatedBy(FinesseSamples.XmppUser).ShouldBeLessThanOrEqualTo(Promised);

    [Fact]
    public void A_dialogs_notification_with_ten_call_variables_allocates_no_more_than_promised() =>
        AllocatedBy(FinesseSamples.TypicalDialogsUpdate).ShouldBeLessThanOrEqualTo(Promised);

    [Fact]
    public void A_notification_of_a_team_member_allocates_no_more_than_promised() =>
        AllocatedBy(FinesseSamples.XmppUser, "/finesse/api/Team/500/Users").ShouldBeLessThanOrEqualTo(Promised);

    [Fact]
    public void A_queue_notification_allocates_no_more_than_promised() =>
        AllocatedBy(FinesseSamples.Update(FinesseSamples.Queue, "PUT", "/finesse/api/Queue/10")).ShouldBeLessThanOrEqualTo(Promised);

    [Fact]
    public void An_error_notification_allocates_no_more_than_promised() =>
        AllocatedBy(FinesseSamples.XmppError).ShouldBeLessThanOrEqualTo(Promised);

    private static long AllocatedBy(string body, string node = "node")
    {
        // The first time pays for the words known once and for all.
        NotificationParser.ParseBody(body, "item", node).Payload.ShouldNotBeOfType<NotificationPayload.Unknown>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        NotificationParser.ParseBody(body, "item", node);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
