using Connector.ActiveMqTransport.Addressing;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

public sealed class EndpointAddressProperties
{
    private const string Allowed = "abzABZ019-_.:";

    private static readonly Uri Host = new("activemq://broker:61700/");

    [Fact]
    public void Every_address_reads_back_as_it_was_written()
    {
        var names = Gen.ArrayOf(Gen.Elements(Allowed.ToCharArray()))
            .Where(characters => characters.Length > 0)
            .Select(characters => new string(characters))
            // A path of dots alone means "here" or "up" to a URI; no queue is called so.
            .Where(name => name.Trim('.').Length > 0);
        var addresses =
            from name in names
            from topic in Gen.Elements(true, false)
            from durable in Gen.Elements(true, false)
            from autoDelete in Gen.Elements(true, false)
            select new EndpointAddress(name, topic ? EntityKind.Topic : EntityKind.Queue, durable, autoDelete);

        Prop.ForAll(addresses.ToArbitrary(), address => EndpointAddress.Parse(address.ToUri(Host)).ShouldBe(address))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void No_address_whatever_does_more_than_be_refused()
    {
        var texts = ArbMap.Default.GeneratorFor<string>().Where(text => text is not null);
        Prop.ForAll(texts.ToArbitrary(), text =>
            {
                if (Uri.TryCreate("activemq://h/" + text, UriKind.Absolute, out var address)
                    && EndpointAddress.TryParse(address, out var parsed) is null)
                {
                    EntityName.Fault(parsed.Name).ShouldBeNull();
                }
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }
}
