using Connector.Lab.Terminal;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

public sealed class LabStatementTests
{
    [Theory]
    [InlineData("kill gc-1", "kill", "gc-1", 0)]
    [InlineData("  RESTART   AMQ-2 ", "restart", "AMQ-2", 0)]
    [InlineData("cut gc-1 amq-2", "cut", "gc-1 amq-2", 0)]
    [InlineData("cut site", "cut", "site", 0)]
    [InlineData("silence gc-1", "silence", "gc-1", 0)]
    [InlineData("delay gc-1 amq-2 80", "delay", "gc-1 amq-2", 80)]
    [InlineData("throttle site 4096", "throttle", "site", 4096)]
    [InlineData("flap gc-2 amq-1 12.5", "flap", "gc-2 amq-1", 12.5)]
    [InlineData("heal", "heal", "", 0)]
    [InlineData("heal gc-1 amq-2", "heal", "gc-1 amq-2", 0)]
    [InlineData("clock gc-2 +1h", "clock", "gc-2", 3600)]
    [InlineData("clock gc-2 -90m", "clock", "gc-2", -5400)]
    [InlineData("clock gc-2 0", "clock", "gc-2", 0)]
    [InlineData("wait 2.5", "wait", "", 2.5)]
    [InlineData("wait healthy", "wait", "", -1)]
    [InlineData("quit", "quit", "", 0)]
    public void What_is_said_is_understood(string text, string verb, string names, double amount)
    {
        var (statement, problem) = LabStatement.Read(text);

        problem.ShouldBeNull();
        statement!.Verb.Name.ShouldBe(verb);
        string.Join(' ', statement.Names).ShouldBe(names);
        statement.Amount.ShouldBe(amount);
    }

    [Theory]
    [InlineData("murder gc-1", "There is no command 'murder'. The commands are status, kill,")]
    [InlineData("kill", "'kill' cannot be said of nothing. It is said so: kill PART.")]
    [InlineData("kill gc-1 gc-2", "'kill' cannot be said of 'gc-1 gc-2'.")]
    [InlineData("cut", "'cut' cannot be said of nothing.")]
    [InlineData("delay gc-1 amq-2", "'delay' needs a number of milliseconds, 600000 at the most, at its end.")]
    [InlineData("delay gc-1 amq-2 -5", "'delay' needs")]
    [InlineData("flap site 101", "'flap' needs a number from 0 to 100 at its end.")]
    [InlineData("clock gc-1 1h", "'clock' needs a span such as +1h, -90m, +30s or 0 at its end.")]
    [InlineData("clock gc-1 +1d", "'clock' needs")]
    [InlineData("wait", "'wait' needs a number of seconds, or 'healthy', at its end.")]
    [InlineData("wait soon", "'wait' needs")]
    [InlineData("wait gc-1 5", "'wait' cannot be said of 'gc-1'.")]
    [InlineData("status now", "'status' cannot be said of 'now'.")]
    public void What_cannot_be_understood_is_answered_by_a_sentence(string text, string expected)
    {
        var (statement, problem) = LabStatement.Read(text);

        statement.ShouldBeNull();
        problem.ShouldStartWith(expected);
        problem.ShouldEndWith(".");
    }

    [Fact]
    public void Lines_and_semicolons_part_statements_and_remarks_are_left_out()
    {
        var (statements, problem) = LabStatement.ReadAll("kill gc-1; wait 5;; # dead; not said\n\n restart gc-1 # and back\r\nquit");

        problem.ShouldBeNull();
        statements.Select(statement => statement.Text).ShouldBe(["kill gc-1", "wait 5", "restart gc-1", "quit"]);
    }

    [Fact]
    public void Nothing_is_said_where_one_of_the_statements_is_wrong() =>
        LabStatement.ReadAll("kill gc-1; oops").Statements.ShouldBeEmpty();

    [Fact]
    public void Each_command_is_described_and_understood_by_the_word_that_its_usage_begins_with() =>
        LabVerb.All.ShouldAllBe(verb => verb.Usage.StartsWith(verb.Name) && verb.Meaning.Length > 0);
}
