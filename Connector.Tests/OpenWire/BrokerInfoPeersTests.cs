using Connector.OpenWire;
using Connector.OpenWire.Wire;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>What a broker in a network may tell of its peers, in the order of org.apache.activemq.openwire.v12.BrokerInfoMarshaller.</summary>
public sealed class BrokerInfoPeersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Peers_and_the_properties_of_a_bridge_are_passed_over(int hops)
    {
        var frame = Frames.Content(Frames.Write(buffer =>
        {
            Write(buffer, hops);
            buffer.WriteString("behind it");
        }));
        var reader = new WireReader(frame, null);
        reader.ReadByte();
        reader.ReadInt32();
        reader.ReadBoolean();

        CommandReader.Read(WireType.BrokerInfo, ref reader).ShouldBe(new BrokerInfo("ID:0", "tcp://0", $"broker {hops}") { ConnectionNumber = 7 });
        reader.ReadString().ShouldBe("behind it");
    }

    [Fact]
    public void Peers_without_end_are_refused()
    {
        var frame = Frames.Content(Frames.Write(buffer => Write(buffer, hops: 100)));

        Should.Throw<ProtocolViolationException>(() => CommandCodec.Read(frame)).Message.ShouldContain("peers of peers");
    }

    private static void Write(FrameBuffer buffer, int hops)
    {
        buffer.WriteByte(WireType.BrokerInfo);
        buffer.WriteInt32(0); // command id
        buffer.WriteBoolean(false); // response required
        IdCodec.WriteBrokerId(buffer, "ID:0");
        buffer.WriteString("tcp://0");
        buffer.WriteBoolean(hops > 0);
        if (hops > 0)
        {
            buffer.WriteInt16(2);
            buffer.WriteBoolean(false);
            buffer.WriteBoolean(true);
            Write(buffer, hops - 1);
        }

        buffer.WriteString($"broker {hops}");
        for (var flag = 0; flag < 5; flag++)
            buffer.WriteBoolean(false);
        buffer.WriteInt64(7);
        buffer.WriteString(null);
        buffer.WriteString("{networkTTL=1, duplex=true}");
    }
}
