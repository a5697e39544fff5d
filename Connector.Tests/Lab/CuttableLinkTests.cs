using System.Net.Sockets;
using Connector.Lab.Links;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

public sealed class CuttableLinkTests : EchoLink
{
    [Fact]
    public async Task Bytes_go_through_and_back()
    {
        using var client = await ConnectAsync();

        (await EchoedAsync(client, 1)).ShouldBe((byte)1);
        (await EchoedAsync(client, 2)).ShouldBe((byte)2);
        Link.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task A_cut_ends_what_is_open_and_refuses_what_comes()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);

        await Link.CutAsync();

        await Should.ThrowAsync<Exception>(() => EchoedAsync(client, 2));
        (await Should.ThrowAsync<SocketException>(ConnectAsync)).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task Restored_it_serves_at_the_same_port()
    {
        await Link.CutAsync();
        Link.Restore();

        using var client = await ConnectAsync();
        (await EchoedAsync(client, 3)).ShouldBe((byte)3);
    }

    [Fact]
    public void No_connection_gets_its_port_while_it_is_cut() =>
        Link.Port.ShouldBeLessThan(32_768, "from there on the system takes the ports of connections");

    [Fact]
    public async Task The_end_of_one_side_reaches_the_other()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);

        var stream = client.GetStream();
        client.Client.Shutdown(SocketShutdown.Send);

        (await stream.ReadAsync(new byte[1], End)).ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_word_nothing_arrives_and_nobody_is_told_until_it_is_restored()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);

        await Link.SilenceAsync();

        Link.State.ShouldBe(LinkState.Silent);
        var answer = new byte[1];
        await client.GetStream().WriteAsync(new byte[] { 7 }, End);
        var reading = client.GetStream().ReadExactlyAsync(answer, End).AsTask();
        // Through an open link, this would have come by now: another pair of bytes goes there and back over the loopback.
        (await SoonAsync(reading)).ShouldBeFalse("the link is silent");
        client.Client.Poll(0, SelectMode.SelectError).ShouldBeFalse("nobody is told");
        Link.Connections.ShouldBe(1);

        Link.Restore();

        await reading;
        answer[0].ShouldBe((byte)7, "TCP sends again what was lost");
        (await EchoedAsync(client, 8)).ShouldBe((byte)8);
    }

    [Fact]
    public async Task Who_connects_through_a_silent_link_hangs_and_gets_through_when_it_is_restored()
    {
        await Link.SilenceAsync();

        using var client = new TcpClient();
        var connecting = client.ConnectAsync(Link.EndPoint, End).AsTask();
        (await SoonAsync(connecting)).ShouldBeFalse("no one answers");

        Link.Restore();

        await connecting;
        (await EchoedAsync(client, 9)).ShouldBe((byte)9);
        Link.Accepted.ShouldBe(1, "what the link does to be silent is nobody's connection");
    }

    [Fact]
    public async Task Who_tries_to_reach_a_target_that_does_not_answer_is_no_connection()
    {
        await Link.SilenceAsync();
        await using var before = CuttableLink.To(Link.Port);

        using var client = new TcpClient();
        await client.ConnectAsync(before.EndPoint, End);

        await Eventually.HoldsAsync("the link to try the target", () => before.Accepted == 1);
        before.Connections.ShouldBe(0);
        Link.Restore();
        await Eventually.HoldsAsync("the link to reach the target", () => before.Connections == 1);
    }

    [Fact]
    public async Task The_end_of_a_side_behind_a_silent_link_is_learnt_when_it_is_restored()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);
        await Link.SilenceAsync();

        client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Close();
        using var other = new TcpClient();
        (await SoonAsync(other.ConnectAsync(Link.EndPoint, End).AsTask())).ShouldBeFalse();
        Link.Connections.ShouldBe(1, "the server still takes it for open");

        Link.Restore();

        await Eventually.HoldsAsync("the broken connection to be gone", () => Link.Connections <= 1 && Link.Accepted == 2);
    }

    [Fact]
    public async Task A_silent_link_can_be_cut_by_reset()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);
        await Link.SilenceAsync();

        await Link.CutAsync();

        await Should.ThrowAsync<Exception>(() => EchoedAsync(client, 2));
        (await Should.ThrowAsync<SocketException>(ConnectAsync)).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        Link.Restore();
        using var next = await ConnectAsync();
        (await EchoedAsync(next, 3)).ShouldBe((byte)3);
    }

    [Fact]
    public async Task Dropped_connections_are_reset_and_new_ones_are_let_in()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);

        Link.Drop().ShouldBe(1);

        await Should.ThrowAsync<Exception>(() => EchoedAsync(client, 2));
        using var next = await ConnectAsync();
        (await EchoedAsync(next, 3)).ShouldBe((byte)3);
    }

    // Far longer than a byte takes over the loopback, also on a busy machine: measured beside it, by many bytes through the same kernel.
    private async Task<bool> SoonAsync(Task task)
    {
        await using var reference = CuttableLink.To(ServerPort);
        using var peer = new TcpClient();
        await peer.ConnectAsync(reference.EndPoint, End);
        for (var round = 0; round < 50; round++)
            await EchoedAsync(peer, 1);
        return task.IsCompleted;
    }
}
