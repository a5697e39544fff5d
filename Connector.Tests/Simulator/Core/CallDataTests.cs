using System.Globalization;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Core;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>Call variables, wrap-up reasons and tones (facts 3.1 and 3.2).</summary>
public sealed class CallDataTests
{
    private const string TooLong = "1001 refused: Invalid Input, CF_GENERIC_OPERATION_REJECTION, 71";

    [Theory]
    [InlineData("callVariable1", 40, true)]
    [InlineData("callVariable1", 41, false)]
    [InlineData("user.order", 1990, true)]
    [InlineData("user.order", 1991, false)]
    public void A_variable_takes_so_many_bytes_and_no_more(string name, int bytes, bool fits)
    {
        var centre = Talking();
        var told = centre.Do($"1001 SET #1 {name} {new string('x', bytes)}");
        if (fits) told.ShouldHaveSingleItem().ShouldStartWith("1001 PUT");
        else told.ShouldBe([TooLong]);
    }

    [Fact]
    public void Bytes_are_counted_not_letters_and_all_ecc_variables_together()
    {
        var centre = Talking();
        centre.Do($"1001 SET #1 callVariable1 {new string('ä', 21)}").ShouldBe([TooLong]);
        centre.Do($"1001 SET #1 user.a {new string('x', 1500)}").ShouldHaveSingleItem().ShouldStartWith("1001 PUT");
        centre.Do($"1001 SET #1 user.b {new string('x', 500)}").ShouldBe([TooLong]);
        centre.Do($"1001 SET #1 user.a {new string('x', 1000)}").ShouldHaveSingleItem().ShouldStartWith("1001 PUT");
        centre.Do($"1001 SET #1 user.b {new string('x', 500)}").ShouldHaveSingleItem().ShouldStartWith("1001 PUT");
    }

    [Theory]
    [InlineData("user.list[2]", "user.list", false)]
    [InlineData("user.list", "user.list[0]", false)]
    [InlineData("user.list[2]", "user.list[3]", true)]
    [InlineData("user.list[2]", "user.list[255]", false)]
    public void A_variable_is_a_value_or_an_array_of_limited_size(string first, string second, bool fits)
    {
        var centre = Talking();
        centre.Do($"1001 SET #1 {first} x").ShouldHaveSingleItem().ShouldStartWith("1001 PUT");
        var told = centre.Do($"1001 SET #1 {second} y");
        if (fits) told.ShouldHaveSingleItem().ShouldStartWith("1001 PUT");
        else told.ShouldBe([TooLong]);
    }

    [Fact]
    public void A_refused_update_writes_nothing_of_it()
    {
        var centre = Talking();
        var variables = CentreHarness.NoVariables.Add("callVariable1", "fits").Add("callVariable2", new string('x', 41));
        centre.Do(new UpdateCallData("1001", centre.CallId, variables, "Sale"), new Requester("r", "1001")).ShouldBe([TooLong]);
        centre.State.Calls[centre.CallId].Variables.ShouldBeEmpty();
        centre.State.Calls[centre.CallId].WrapUpReason.ShouldBeEmpty();
    }

    [Fact]
    public void Tones_tell_nobody_and_are_remembered_within_bounds()
    {
        var centre = Talking();
        centre.Do("1001 DTMF #1 12*#").ShouldBeEmpty();
        centre.State.Calls[centre.CallId].SentDigits.ShouldBe("12*#");
        for (var i = 0; i < 300; i++) centre.Do($"1001 DTMF #1 {i.ToString("D4", CultureInfo.InvariantCulture)}");
        var digits = centre.State.Calls[centre.CallId].SentDigits;
        digits.Length.ShouldBe(1000);
        digits.ShouldEndWith("0299");
        centre.Do("1001 HOLD #1");
        centre.Do("1001 DTMF #1 1").ShouldBe(["1001 refused: Call Operation Failure, CF_NO_ACTIVE_CALL, 24"]);
    }

    [Fact]
    public void Where_a_wrap_up_reason_is_required_the_agent_cannot_go_on_without_one()
    {
        var centre = Talking(rules => rules with { WrapUp = WrapUpMode.RequiredWithData });
        centre.Do("outside hangs up")[^1].ShouldBe("1001 WORK_READY");
        centre.Do("1001 READY").ShouldBe(["1001 refused: Invalid State, CF_WRAPUP_DATA_REQUIRED, 280"]);
        centre.Do("1001 WRAPUP #1 Sale").ShouldBe(["1001 PUT DROPPED: 2001=WRAP_UP 5551234=DROPPED"]);
        centre.Do("1001 READY")[0].ShouldBe("1001 READY");
    }

    private static CentreHarness Talking(Func<CentreRules, CentreRules>? change = null)
    {
        var centre = new CentreHarness(change).With(("1001", AgentState.Ready));
        centre.Do("in 2001");
        centre.Do("1001 ANSWER");
        return centre;
    }
}
