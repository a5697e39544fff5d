using Connector.Contracts;
using Connector.Finesse.Model;
using Connector.Service.Status;
using Connector.Tests.Finesse.Sides;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Sides;

public sealed class FinesseHealthTests
{
    [Theory]
    [InlineData("", ServiceStatus.InService)]
    [InlineData("x1", ServiceStatus.InService)]
    [InlineData("A! A- B+", ServiceStatus.Degraded)]
    [InlineData("B? 1s B?", ServiceStatus.Degraded)]
    [InlineData("A! A- B! B-", ServiceStatus.OutOfService)]
    public void Of_a_UCCE_both_sides_are_wanted(string signs, ServiceStatus expected) =>
        FinesseHealth.StatusOf(new SupervisionScript().Well().Run(signs).State).ShouldBe(expected);

    [Theory]
    [InlineData("B-", ServiceStatus.InService)]
    [InlineData("B? 1s B?", ServiceStatus.Degraded)]
    [InlineData("A- B-", ServiceStatus.OutOfService)]
    public void Of_a_UCCX_one_side_is_out_of_service_by_nature(string signs, ServiceStatus expected) =>
        FinesseHealth.StatusOf(new SupervisionScript(DeploymentFlavour.Uccx).Well().Run(signs).State).ShouldBe(expected);

    [Fact]
    public void Single_side_is_all_or_nothing()
    {
        FinesseHealth.StatusOf(new SupervisionScript(sides: 1).Run("A+").State).ShouldBe(ServiceStatus.InService);
        FinesseHealth.StatusOf(new SupervisionScript(sides: 1).Run("A? 1s A?").State).ShouldBe(ServiceStatus.OutOfService);
        FinesseHealth.IsKnown(new SupervisionScript(sides: 1).State).ShouldBeFalse();
    }
}
