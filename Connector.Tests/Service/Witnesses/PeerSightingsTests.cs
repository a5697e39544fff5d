using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ownership;
using Connector.Service.Cluster.Witnesses;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Witnesses;

public sealed class PeerSightingsTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);
    private readonly PeerSightings _sightings = new("b", Settle);
    private TimeSpan _now = TimeSpan.FromHours(1);

    public PeerSightingsTests()
    {
        foreach (var agentId in new[] { "1", "2", "3" })
            _sightings.Claimed(agentId, "a");
    }

    [Theory]
    [InlineData("gc-a", "a", false)]
    [InlineData("gc-a.watch", "a", true)]
    [InlineData("gc-a-watch", "a-watch", false)]
    [InlineData("gc-.watch", null, false)]
    [InlineData("gc-", null, false)]
    [InlineData("desktop", null, false)]
    [InlineData(null, null, false)]
    public void A_resource_tells_its_connector(string? resource, string? connectorId, bool onlyWatches)
    {
        ConnectorResource.TryParse(resource, out var told, out var watches).ShouldBe(connectorId is not null);
        if (connectorId is null)
            return;
        (told, watches).ShouldBe((connectorId, onlyWatches));
        ConnectorResource.Of(connectorId, onlyWatches).ShouldBe(resource);
    }

    [Fact]
    public void Gone_is_said_when_the_last_has_gone_and_the_settle_time_is_over()
    {
        Come(1, "1", "gc-a");
        Come(2, "2", "gc-a");
        Says(Witness.There);
        Go(1, "1", "gc-a");
        After(Settle);
        SaysNothing();
        Go(2, "2", "gc-a");
        SaysNothing();
        _sightings.Due.ShouldBe(_now + Settle);
        After(Settle);
        Says(Witness.Gone);
        _sightings.Due.ShouldBeNull();
        Come(2, "2", "gc-a");
        Says(Witness.There);
    }

    [Fact]
    public void A_session_that_comes_back_within_the_settle_time_has_not_gone()
    {
        Come(1, "1", "gc-a");
        Says(Witness.There);
        Go(1, "1", "gc-a");
        After(Settle / 2);
        Come(1, "1", "gc-a");
        After(Settle);
        SaysNothing();
    }

    [Fact]
    public void Who_loses_his_own_session_just_after_is_no_witness()
    {
        Come(1, "1", "gc-a");
        Come(2, "2", "gc-a");
        Says(Witness.There);
        Go(1, "1", "gc-a");
        Go(2, "2", "gc-a");
        _sightings.Lost(2);
        _sightings.Lost(1);
        After(Settle);
        Says(Witness.Unknown);
    }

    [Fact]
    public void One_that_was_lost_while_it_saw_the_peer_leaves_nobody_sure()
    {
        Come(1, "1", "gc-a");
        Come(2, "2", "gc-a");
        Says(Witness.There);
        _sightings.Lost(2);
        Go(1, "1", "gc-a");
        After(Settle);
        Says(Witness.Unknown);

        _sightings.Restored(2);
        After(Settle);
        Says(Witness.Gone);
    }

    [Fact]
    public void What_an_agent_leaves_who_is_the_peers_no_more_is_no_sign()
    {
        Come(1, "1", "gc-a");
        Says(Witness.There);
        Go(1, "1", "gc-a");
        _sightings.Claimed("1", "b");
        After(Settle);
        Says(Witness.Unknown);
    }

    [Fact]
    public void Its_own_sessions_and_strangers_are_nobody()
    {
        Come(1, "1", "gc-b");
        Come(1, "1", "gc-b.watch");
        Come(1, "1", "desktop");
        SaysNothing();
    }

    /// <summary>Against lists that are searched.</summary>
    [Fact]
    public void The_last_known_of_a_peers_agents_comes_first_whoever_has_gone_and_come_since()
    {
        var step = Gen.Choose(0, 9).Zip(Gen.Choose(0, 3)).Select(both => (Agent: $"{both.Item1}", Owner: new[] { "a", "c", "b", null }[both.Item2]));
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var sightings = new PeerSightings("b", Settle);
            foreach (var (agent, owner) in steps)
                sightings.Claimed(agent, owner);

            var lastFirst = steps.Select(one => one.Agent).Distinct().Reverse().ToList();
            var ownerOf = lastFirst.ToDictionary(agent => agent, agent => steps.Last(one => one.Agent == agent).Owner);
            var owners = sightings.Owners.ToDictionary(one => one.PeerId, one => one.Agents);
            return new[] { "a", "b", "c" }.All(peer =>
                    lastFirst.Where(agent => peer != "b" && ownerOf[agent] == peer).SequenceEqual(owners.GetValueOrDefault(peer) ?? []))
                && lastFirst.All(agent => sightings.OwnerOf(agent) == ownerOf[agent]);
        }));
    }

    /// <summary>Against what a reader would do with the whole history: gone is never said of a peer that a living session sees, nor by nobody.</summary>
    [Fact]
    public void Gone_is_never_said_without_a_living_witness_or_against_one()
    {
        var step = Gen.Choose(0, 6).Zip(Gen.Choose(0, 3)).Zip(Gen.Choose(0, 150)).Select(all => (What: all.Item1.Item1, Session: all.Item1.Item2, Pause: all.Item2));
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var sightings = new PeerSightings("b", Settle);
            var agents = new[] { "0", "1", "2", "3" };
            foreach (var agent in agents)
                sightings.Claimed(agent, "a");
            var sees = new bool?[4];
            var now = TimeSpan.Zero;
            var said = Witness.Unknown;
            foreach (var (what, session, pause) in steps)
            {
                now += TimeSpan.FromMilliseconds(pause);
                var agent = agents[session];
                switch (what)
                {
                    case 0 or 1:
                        sightings.Saw(session, agent, "gc-a", true, now);
                        sees[session] = true;
                        break;
                    case 2 or 3:
                        sightings.Saw(session, agent, "gc-a", false, now);
                        sees[session] = sees[session] is true ? false : sees[session];
                        break;
                    case 4:
                        sightings.Lost(session);
                        sees[session] = null;
                        break;
                    case 5:
                        sightings.Closed(session);
                        sees[session] = null;
                        break;
                    default:
                        sightings.Restored(session);
                        break;
                }

                said = sightings.Changes(now) is [var change] ? change.Witness : said;
                var wrong = said switch
                {
                    Witness.There => sees.All(seen => seen is not true) && sightings.Due is null,
                    Witness.Gone => sees.Any(seen => seen is true) || sees.All(seen => seen is null),
                    _ => sees.Any(seen => seen is true),
                };
                if (wrong)
                    return false;
            }

            return true;
        }));
    }

    private void Come(long session, string agentId, string resource) => _sightings.Saw(session, agentId, resource, isThere: true, _now);

    private void Go(long session, string agentId, string resource) => _sightings.Saw(session, agentId, resource, isThere: false, _now);

    private void After(TimeSpan time) => _now += time;

    private void Says(Witness witness) => _sightings.Changes(_now).ShouldBe([("a", witness)]);

    private void SaysNothing() => _sightings.Changes(_now).ShouldBeEmpty();
}
