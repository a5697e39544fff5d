using Connector.Finesse.Model;
using Connector.Finesse.Parsing;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Parsing;

/// <summary>Reason codes, wrap-up reasons, phone books and contacts, in the shapes of the guide and in those that may come.</summary>
public sealed class ListXmlTests
{
    private const string ReasonCodes =
        """
        <ReasonCodes category="NOT_READY">
          <ReasonCode><uri>/finesse/api/ReasonCode/1</uri><category>NOT_READY</category><code>12</code><label>Lunch &amp; rest</label>
            <forAll>true</forAll><systemCode>false</systemCode></ReasonCode>
          <reasonCode><label>Later</label><ID>2</ID><newer><deep>x</deep></newer></reasonCode>
          <Later><ReasonCode><id>9</id></ReasonCode></Later>
          <ReasonCode/>
        </ReasonCodes>
        """;

    [Fact]
    public void Reason_codes_are_read_in_any_case_and_order_and_what_is_unknown_is_passed_over() =>
        FinesseXml.ParseReasonCodes(ReasonCodes).Value.ShouldBe(
        [
            new FinesseReasonCode("1", "NOT_READY", "12", "Lunch & rest", true, false),
            new FinesseReasonCode("2", null, null, "Later", null, null),
        ]);

    [Fact]
    public void Wrap_up_reasons_are_read() =>
        FinesseXml.ParseWrapUpReasons(
            "<WrapUpReasons><WrapUpReason><uri>/finesse/api/WrapUpReason/31</uri><label>Sale</label><forAll>false</forAll></WrapUpReason>"
            + "<WrapUpReason></WrapUpReason></WrapUpReasons>")
            .Value.ShouldBe([new FinesseWrapUpReason("31", "Sale", false)]);

    [Fact]
    public void Phone_books_are_read() =>
        FinesseXml.ParsePhoneBooks(
            "<PhoneBooks><PhoneBook><name>All</name><type>GLOBAL</type><uri>/finesse/api/PhoneBook/4/</uri><contacts>/finesse/api/PhoneBook/4/Contacts</contacts>"
            + "</PhoneBook></PhoneBooks>")
            .Value.ShouldBe([new FinessePhoneBook("4", "All", "GLOBAL")]);

    [Fact]
    public void Contacts_are_read_as_they_stand() =>
        FinesseXml.ParseContacts(
            "<Contacts><Contact><firstName>Zoë</firstName><lastName> O'Hara </lastName><phoneNumber>+49 89 1</phoneNumber><description/></Contact></Contacts>")
            .Value.ShouldBe([new FinesseContact("Zoë", " O'Hara ", "+49 89 1", null)]);

    [Fact]
    public void Six_thousand_contacts_are_read()
    {
        var contact = "<Contact><firstName>F</firstName><lastName>L</lastName><phoneNumber>5551234</phoneNumber><description>D</description></Contact>";

        FinesseXml.ParseContacts($"<Contacts>{string.Concat(Enumerable.Repeat(contact, 6000))}</Contacts>").Value!.Count.ShouldBe(6000);
    }

    [Fact]
    public void More_than_is_read_at_most_is_refused() =>
        FinesseXml.ParseContacts($"<Contacts>{new string(' ', FinesseXml.MaxCharacters)}</Contacts>")
            .TryGet(out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("<ReasonCodes/>", 0)]
    [InlineData("<reasoncodes></reasoncodes>", 0)]
    [InlineData("<WrapUpReasons/>", -1)]
    [InlineData("<ReasonCodes><ReasonCode></ReasonCodes>", -1)]
    [InlineData("", -1)]
    public void Only_the_list_asked_for_is_taken(string xml, int count)
    {
        FinesseXml.ParseReasonCodes(xml).TryGet(out var codes, out var problem).ShouldBe(count >= 0);
        if (count < 0)
            problem.ShouldNotBeNullOrEmpty();
        else
            codes!.Count.ShouldBe(count);
    }

    [Fact]
    [Trait(Fuzz.Category, Fuzz.Name)]
    public void No_text_makes_a_list_parser_throw()
    {
        const string Noise = "<>/&;!-[]\"'= aRC\0\uD800";
        var random = new Random(20261125);
        for (var i = 0; i < Fuzz.Inputs(shortForm: 5_000); i++)
        {
            var text = new System.Text.StringBuilder(ReasonCodes);
            for (var damage = random.Next(1, 6); damage > 0; damage--)
                text[random.Next(text.Length)] = Noise[random.Next(Noise.Length)];
            text.Length = random.Next(text.Length + 1);
            var damaged = text.ToString();

            _ = FinesseXml.ParseReasonCodes(damaged);
            _ = FinesseXml.ParseWrapUpReasons(damaged);
            _ = FinesseXml.ParsePhoneBooks(damaged);
            _ = FinesseXml.ParseContacts(damaged);
        }
    }
}
