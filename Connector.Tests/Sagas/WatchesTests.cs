using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas;

public sealed class WatchesTests
{
    private static readonly WatchKey Team = new(WatchKind.Team, "500");

    [Fact]
    public void The_first_reading_is_the_answer_and_no_event()
    {
        var (watches, changes, later) = Watches.None.Begun(Team, "r1").Read(Team, Seen("1001 READY 1", "1002 LOGOUT 1"));

        changes.ShouldBeEmpty();
        later.ShouldBeEmpty();
        Told(watches.Take(Team, News("i1", NewsExtent.Part, "1001 READY 1"))).ShouldBeEmpty();
        Told(watches.Take(Team, News("i1", NewsExtent.Part, "1001 TALKING 2"))).ShouldBe(["1001 TALKING"]);
    }

    [Fact]
    public void News_during_a_reading_waits_for_it_and_what_is_older_is_dropped()
    {
        var watches = Watches.None.Begun(Team, "r1");
        watches = Quiet(watches.Take(Team, News("i1", NewsExtent.Part, "1001 READY 1")));
        watches = Quiet(watches.Take(Team, News("i2", NewsExtent.Part, "1002 READY 5")));

        var (read, _, later) = watches.Read(Team, Seen("1001 NOT_READY 2", "1002 LOGOUT 3"));

        later.ShouldHaveSingleItem().ItemId.ShouldBe("i2");
        Told(read.Take(Team, later[0])).ShouldBe(["1002 READY"]);
    }

    [Fact]
    public void A_whole_team_tells_who_went()
    {
        var (watches, _, _) = Watches.None.Begun(Team, "r1").Read(Team, Seen("1001 READY 1", "1002 LOGOUT 1"));

        var taken = watches.Take(Team, News("i1", NewsExtent.Whole, "1002 LOGOUT 1", "1003 READY 1"));

        Told(taken).ShouldBe(["1001 gone", "1003 READY"]);
        Told(taken.Watches.Take(Team, News("i2", NewsExtent.Gone, "1003 READY 1", "1009 READY 1"))).ShouldBe(["1003 gone"]);
    }

    [Fact]
    public void After_a_restoration_the_differences_are_told()
    {
        var (watches, _, _) = Watches.None.Begun(Team, "r1").Read(Team, Seen("1001 READY 1", "1002 LOGOUT 1"));

        var due = watches.AllDue();
        due.NextDue.ShouldBe(Team);
        var (_, changes, _) = due.Begun(Team, null).Read(Team, Seen("1001 TALKING 2", "1003 READY 2"));

        changes.Select(Text).ShouldBe(["1002 gone", "1001 TALKING", "1003 READY"]);
    }

    [Fact]
    public void What_is_not_watched_is_no_news()
    {
        Told(Watches.None.Take(Team, News("i", NewsExtent.Part, "1001 READY 1"))).ShouldBeEmpty();
        var (watches, _, _) = Watches.None.Begun(Team, "r").Read(Team, []);
        Told(watches.Ended(Team).Take(Team, News("i", NewsExtent.Part, "1001 READY 1"))).ShouldBeEmpty();
        Watches.None.Begun(Team, null).Count.ShouldBe(0);
    }

    [Fact]
    public void A_first_reading_that_fails_ends_the_watch_and_a_later_one_is_tried_again()
    {
        Watches.None.Begun(Team, "r").Failed(Team).Has(Team).ShouldBeFalse();

        var (watches, _, _) = Watches.None.Begun(Team, "r").Read(Team, []);
        var failed = watches.AllDue().Begun(Team, null).Failed(Team);

        failed.NextDue.ShouldBeNull();
        failed.UnreadDue().NextDue.ShouldBe(Team);
        watches.UnreadDue().NextDue.ShouldBeNull();
    }

    /// <summary>Changes happen one after the other; each is notified in order; somewhere among the notifications the reading's answer
    /// arrives, which saw at least what was notified before the watch began. However they meet, the client ends at the truth.</summary>
    [Fact]
    public void However_reading_and_news_meet_the_client_ends_at_the_truth()
    {
        string[] states = ["READY", "NOT_READY", "TALKING", "LOGOUT"];
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(ArbMap.Default.ArbFor<(byte Seed, byte Length, byte ReadAt, byte ArrivesAt, bool Again)>(), sample =>
            {
                var random = new System.Random(sample.Seed);
                var changes = Enumerable.Range(1, (sample.Length % 12) + 1)
                    .Select(second => $"{1001 + random.Next(3)} {states[random.Next(4)]} {second}").ToList();
                var readAt = sample.ReadAt % (changes.Count + 1);
                var arrivesAt = sample.ArrivesAt % (changes.Count + 1);
                var client = new Dictionary<string, string>();
                var watches = Watches.None.Begun(Team, "r");
                if (sample.Again)
                {
                    var first = Seen("1001 WORK 0", "1002 WORK 0", "1003 WORK 0");
                    (watches, _, _) = watches.Read(Team, first);
                    Apply(first.Select(part => part.Told(Team, false)));
                    watches = watches.AllDue().Begun(Team, null);
                }

                for (var i = 0; i <= changes.Count; i++)
                {
                    if (i == arrivesAt)
                        Answer();
                    if (i == changes.Count)
                        break;
                    var taken = watches.Take(Team, News($"i{i}", NewsExtent.Part, changes[i]));
                    watches = taken.Watches;
                    Apply(taken.Changes);
                }

                client.ShouldBe(State(changes.Count), ignoreOrder: true);

                void Answer()
                {
                    var read = Seen([.. State(readAt).Select(pair => $"{pair.Key} {pair.Value}")]);
                    (watches, var told, var later) = watches.Read(Team, read);
                    if (!sample.Again)
                        Apply(read.Select(part => part.Told(Team, false)));
                    Apply(told);
                    foreach (var news in later)
                    {
                        var taken = watches.Take(Team, news);
                        watches = taken.Watches;
                        Apply(taken.Changes);
                    }
                }

                Dictionary<string, string> State(int after)
                {
                    var state = new Dictionary<string, string> { ["1001"] = "WORK 0", ["1002"] = "WORK 0", ["1003"] = "WORK 0" };
                    foreach (var change in changes.Take(after))
                        state[change[..4]] = change[5..];
                    return state;
                }

                void Apply(IEnumerable<ViewChange> told)
                {
                    foreach (var member in told.Cast<ViewChange.Member>())
                        client[member.Now.AgentId] = $"{member.Now.State} {member.Now.StateChangeTime!.Value.Second}";
                }
            }));
    }

    private static Watches Quiet((Watches Watches, IReadOnlyList<ViewChange> Changes) taken)
    {
        taken.Changes.ShouldBeEmpty();
        return taken.Watches;
    }

    private static IEnumerable<string> Told((Watches Watches, IReadOnlyList<ViewChange> Changes) taken) => taken.Changes.Select(Text);

    private static string Text(ViewChange change) => change switch
    {
        ViewChange.Member(_, var member, true) => $"{member.AgentId} gone",
        ViewChange.Member(_, var member, _) => $"{member.AgentId} {member.State}",
        _ => change.ToString(),
    };

    private static WatchNews News(string itemId, NewsExtent extent, params string[] members) => new(itemId, null, [.. Seen(members)], extent);

    private static List<Sighting> Seen(params string[] members) =>
    [
        .. members.Select(text => text.Split(' ')).Select(words => Sighting.Of(new TeamMember
        {
            AgentId = words[0],
            State = words[1],
            StateChangeTime = new DateTimeOffset(2026, 1, 1, 0, 0, int.Parse(words[2]), TimeSpan.Zero),
        })),
    ];
}
