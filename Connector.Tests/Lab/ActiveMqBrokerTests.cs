using System.Net.Sockets;
using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

public sealed class ActiveMqBrokerTests
{
    [Fact]
    public async Task A_broker_is_killed_and_restarted_on_the_same_ports_and_leaves_nothing_behind()
    {
        int port;
        await using (var broker = await ActiveMqBroker.StartAsync())
        {
            port = broker.OpenWirePort;
            (await AcceptsAsync(port)).ShouldBeTrue();
            (await AcceptsAsync(broker.StompPort)).ShouldBeTrue();

            await broker.KillAsync();
            broker.IsRunning.ShouldBeFalse();
            (await AcceptsAsync(port)).ShouldBeFalse();

            await broker.RestartAsync();
            broker.OpenWirePort.ShouldBe(port);
            (await AcceptsAsync(port)).ShouldBeTrue();

            await broker.StopAsync();
            broker.Log.ShouldContain("is shutdown");
        }

        (await AcceptsAsync(port)).ShouldBeFalse();
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Output_of_a_process_can_be_waited_for()
    {
        await using var child = ChildProcess.Start("echo", "sh", ["-c", "echo first; echo second >&2; exit 3"]);
        await child.WaitForOutputAsync("first");
        await child.WaitForOutputAsync("second");
        (await child.WaitForExitAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task Waiting_for_output_that_never_comes_names_the_process_and_what_it_wrote()
    {
        await using var child = ChildProcess.Start("echo", "sh", ["-c", "echo only this"]);
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => child.WaitForOutputAsync("something else"));
        failure.Message.ShouldContain("echo ended with 0");
        failure.Message.ShouldContain("only this");
    }

    [Fact]
    public async Task Stop_terminates_even_a_frozen_process()
    {
        await using var child = ChildProcess.Start("sleep", "sleep", ["600"]);
        await child.FreezeAsync();
        (await child.StopAsync()).ShouldBeTrue();
        child.HasExited.ShouldBeTrue();
    }

    [Fact]
    public async Task A_frozen_process_stands_still_and_goes_on_when_thawed()
    {
        await using var child = ChildProcess.Start("counter", "sh", ["-c", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.001; done"]);
        await child.WaitForOutputAsync("10");
        await child.FreezeAsync();
        ThreadStates.AllStopped(child.Id).ShouldBeTrue();
        await child.ThawAsync();
        ThreadStates.AllStopped(child.Id).ShouldBeFalse();
        var before = child.Output.Length;
        await Eventually.HoldsAsync("more output", () => child.Output.Length > before);
    }

    [Fact]
    public async Task A_frozen_broker_stands_still_with_all_its_threads_at_once()
    {
        await using var broker = await ActiveMqBroker.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            await broker.FreezeAsync();
            ThreadStates.AllStopped(broker.ProcessId).ShouldBeTrue($"round {round}");
            await broker.ThawAsync();
            ThreadStates.NoneStopped(broker.ProcessId).ShouldBeTrue($"round {round}");
        }
    }

    [Fact]
    public async Task A_process_that_ignores_the_request_to_stop_is_killed()
    {
        await using var child = ChildProcess.Start("stubborn", "sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 600 & wait; done"]);
        await child.WaitForOutputAsync("ready");
        (await child.StopAsync(TimeSpan.FromMilliseconds(200))).ShouldBeFalse();
        child.HasExited.ShouldBeTrue();
    }

    [Fact]
    public void A_missing_program_is_named() =>
        Should.Throw<InvalidOperationException>(() => ChildProcess.Start("ghost", "no-such-program", []))
            .Message.ShouldContain("no-such-program");

    [Fact]
    public async Task A_child_ends_when_its_parent_is_killed()
    {
        // A parent of its own: a shell whose guard is the same script that ChildProcess uses.
        await using var parent = ChildProcess.Start("parent", "sleep", ["600"]);
        await using var child = ChildProcess.StartGuarded("child", "sleep", ["600"], guardianId: parent.Id);
        await parent.KillAsync();
        await Eventually.HoldsAsync("the child to end with its parent", () => child.HasExited);
    }
}
