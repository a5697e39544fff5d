using Connector.Lab.Deployment;
using Connector.Lab.Reports;
using Connector.Lab.Scenarios;
using Shouldly;
using Xunit;

namespace Connector.Tests.Scenarios;

/// <summary>The rows as data, the command line and what is kept of a run.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void The_table_has_its_fifteen_rows_and_both_placements_of_AP_6_and_AP_7() =>
        Catalogue.Table.Select(row => row.Id).ShouldBe(
        [
            "AP-1", "AP-2", "AP-3", "AP-4", "AP-5", "AP-6", "AP-6-turned", "AP-7", "AP-7-turned", "AP-8",
            "AA-1", "AA-2", "AA-3", "AA-4", "AA-5", "AA-6", "AA-7",
        ]);

    [Fact]
    public void Rows_have_names_of_their_own_words_and_claims()
    {
        Catalogue.All.Select(row => row.Id).ShouldBeUnique();
        Catalogue.All.ShouldAllBe(row => row.Says.Length > 20 && row.Fault.Count > 0);
        Catalogue.All.ShouldAllBe(row => Claims.Common(row).Concat(row.Claims).Select(claim => claim.Text).Distinct().Count()
            == Claims.Common(row).Count + row.Claims.Count);
    }

    [Fact]
    public void Rows_that_can_share_a_deployment_stand_together_in_the_mode_asked_for()
    {
        var rows = Catalogue.Choose([], DuplexMode.ActiveActive);

        rows.ShouldAllBe(row => row.Mode == DuplexMode.ActiveActive);
        rows.Select(row => row.Id).ShouldContain("X-upgrade");
        rows.Select(row => row.Id).ShouldNotContain("AP-1");
        var all = Catalogue.Choose([], null).Select(Catalogue.DeploymentOf).ToList();
        all.Zip(all.Skip(1)).Count(pair => pair.First != pair.Second).ShouldBe(all.Distinct().Count() - 1);
    }

    [Fact]
    public void A_row_is_chosen_by_name_and_an_unknown_one_is_answered_with_all_names()
    {
        Catalogue.Choose(["ap-3", "X-clock"], null).Select(row => row.Id).ShouldBe(["AP-3", "X-clock"]);
        Should.Throw<FormatException>(() => Catalogue.Choose(["AP-9"], null)).Message.ShouldContain("AP-8");
    }

    [Theory]
    [InlineData("--agents 0", "--agents")]
    [InlineData("--mode both", "--mode")]
    [InlineData("--repeat", "needs a value")]
    [InlineData("--soak 0", "--soak")]
    [InlineData("--what", "--what is not known")]
    public void A_wrong_command_line_is_answered_with_a_sentence(string line, string says) =>
        Should.Throw<FormatException>(() => ScenarioOptions.Parse(line.Split(' '))).Message.ShouldContain(says);

    [Fact]
    public void A_command_line_is_read_in_both_spellings()
    {
        var options = ScenarioOptions.Parse(["--only=AP-1,AP-2", "--agents", "20", "--slack=2.5", "--soak", "30", "--verbose"]);

        options.Only.ShouldBe(["AP-1", "AP-2"]);
        (options.Agents, options.Slack, options.Soak.TotalMinutes, options.Verbose).ShouldBe((20, 2.5, 30, true));
    }

    [Fact]
    public void A_run_that_is_kept_reads_back_and_is_reported_with_its_failures_and_without_its_places()
    {
        var passed = new RowResult
        {
            Id = "AP-1",
            Says = "AMQ-1 down",
            Mode = "active-passive",
            Agents = 50,
            Checks = [new CheckResult("each request is answered", null)],
            Times = new Timing(1.9, 2.8, 50, 3.1, 0.4, 0.9, 1.2),
            Requests = 4120,
            Events = 9533,
            Course = ["0.00 s AMQ-1 is killed"],
        };
        var failed = passed with { Checks = [new CheckResult("each request is answered", "1: r1")], RequestsLost = 1, Times = passed.Times with { LastSubscribed = 3.5 } };
        var machine = new MachineFigures("2026-11-25", "0.1.0", ".NET 10", 2, 8, 1.5);

        var json = ScenarioJson.Write(machine, ["--agents", "50", "--json", "/somewhere/else.json"], [passed, failed]);
        var report = FailoverReport.Write(ScenarioJson.Read(json));

        passed.Line().ShouldBe("AP-1 pass  takeover 2.8 s  requests 4120 lost 0 twice 0  events 9533 lost 0 repeated 0 reordered 0");
        report.ShouldContain("| AP-1 | 50 | 1 of 2 | 3.50 | 0.40 | 0.90 | 8240 | 1 | 0 | 19066 | 0 | 0 | 0 |");
        report.ShouldContain("**fails in 1**: each request is answered (1: r1)");
        report.ShouldContain("./build.sh scenarios --agents 50 --json");
        report.ShouldNotContain("somewhere");
    }
}
