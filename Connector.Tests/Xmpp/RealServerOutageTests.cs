using System.Diagnostics;
using Connector.Lab.XmppServers;
using Connector.Tests.Infrastructure;
using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

[Collection(EjabberdCollection.Name)]
public sealed class EjabberdOutageTests(EjabberdFixture fixture) : RealServerOutageTests(fixture.Server)
{
    protected override XmppServer NewServer() => new EjabberdServer();
}

[Collection(ProsodyCollection.Name)]
public sealed class ProsodyOutageTests(ProsodyFixture fixture) : RealServerOutageTests(fixture.Server)
{
    protected override XmppServer NewServer() => new ProsodyServer();
}

/// <summary>A server that dies, is stopped or falls silent. Each has its own.</summary>
public abstract class RealServerOutageTests(XmppServer server) : RealServerTests(server)
{
    // A young session is often cut off without a word, shown with a raw socket too: ejabberd 23.01 about one in four, prosody 0.12.3 5 of
    // 25 plain and 16 of 25 with TLS: its log says "Sending <stream:error>", and the socket is closed before the buffer is written.
    private static readonly XmppEndReason[] ReasonsOfAStop = [XmppEndReason.SystemShutdown, XmppEndReason.ConnectionLost];

    protected abstract XmppServer NewServer();

    [Fact]
    public async Task A_killed_server_is_noticed_at_once_and_a_session_begins_after_its_restart()
    {
        await using XmppServer own = await StartOwnAsync();
        var sessions = await ConnectEachAsync(own);

        var since = Stopwatch.StartNew();
        await own.KillAsync();
        foreach ((Way way, IXmppSession session) in sessions)
            (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.ConnectionLost, $"{way}");
        since.Elapsed.ShouldBeLessThan(Options(Way.StartTls).PingInterval, "The connection itself tells, before any ping can.");
        foreach (Way way in sessions.Keys)
            (await FailAsync(Options(way, own))).Reason.ShouldBe(XmppEndReason.ServerUnreachable, $"{way}");

        await own.StartAsync();
        await ConnectEachAsync(own);
    }

    [Fact]
    public async Task A_stopped_server_ends_the_session_and_is_worth_another_try()
    {
        await using XmppServer own = await StartOwnAsync();
        var sessions = await ConnectEachAsync(own);

        (await own.StopAsync()).ShouldBeTrue();

        foreach ((Way way, IXmppSession session) in sessions)
        {
            XmppSessionEnd end = await EndAsync(session);
            ReasonsOfAStop.ShouldContain(end.Reason, $"{way}: {end} {end.Cause}\n{own.Output}");
            end.IsTransient.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_frozen_server_is_found_silent_by_missed_pings()
    {
        await using XmppServer own = await StartOwnAsync();
        var sessions = await ConnectEachAsync(own, options => options with
        {
            PingInterval = TimeSpan.FromMilliseconds(300),
            PingTimeout = TimeSpan.FromSeconds(3),
            MissedPings = 2,
        });
        foreach (IXmppSession session in sessions.Values)
            (await session.RequestAsync(Disco(own), null, CancellationToken.None)).Attribute("type")!.Value.ShouldBe("result");

        await own.FreezeAsync();
        var requests = sessions.ToDictionary(
            pair => pair.Key, pair => pair.Value.RequestAsync(Disco(own), TimeSpan.FromSeconds(30), CancellationToken.None));
        foreach ((Way way, IXmppSession session) in sessions)
        {
            (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.PeerSilent, $"{way}");
            (await Should.ThrowAsync<XmppSessionEndedException>(() => requests[way])).End.Reason.ShouldBe(XmppEndReason.PeerSilent);
            (await FailAsync(Options(way, own) with { ConnectTimeout = TimeSpan.FromMilliseconds(500) })).Reason
                .ShouldBe(XmppEndReason.PeerSilent, $"{way}");
        }
    }

    /// <summary>A session on each of the three ways.</summary>
    private async Task<Dictionary<Way, IXmppSession>> ConnectEachAsync(
        XmppServer own, Func<XmppSessionOptions, XmppSessionOptions>? change = null)
    {
        var sessions = new Dictionary<Way, IXmppSession>();
        foreach (Way way in new[] { Way.StartTls, Way.DirectTls, Way.WebSocketTls })
        {
            XmppSessionOptions options = Options(way, own) with { Resource = $"gc-{way}" };
            sessions[way] = await ConnectAsync(change?.Invoke(options) ?? options, new RecordingHandler());
        }

        return sessions;
    }

    private async Task<XmppServer> StartOwnAsync()
    {
        XmppServer own = NewServer();
        await own.StartAsync();
        await own.RegisterAsync(User, Password);
        return own;
    }
}
