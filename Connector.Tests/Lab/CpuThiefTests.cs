using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

public sealed class CpuThiefTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    public void A_share_is_above_nothing_and_not_above_the_whole(double share) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CpuThief.Start(share));

    [Fact]
    public async Task It_takes_processor_time_until_it_is_ended()
    {
        System.Diagnostics.Process process;
        await using (var thief = CpuThief.Start(0.5))
        {
            process = System.Diagnostics.Process.GetProcessById(thief.Id);
            await Eventually.HoldsAsync(
                "a second of processor time to be taken",
                () =>
                {
                    process.Refresh();
                    return process.TotalProcessorTime > TimeSpan.FromSeconds(1);
                },
                TimeSpan.FromSeconds(60));
        }

        process.HasExited.ShouldBeTrue();
        process.Dispose();
    }
}
