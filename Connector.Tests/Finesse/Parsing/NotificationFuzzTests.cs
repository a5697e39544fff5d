using Connector.Finesse.Notifications;
using Connector.Finesse.Parsing;
using Connector.Service.Adapters;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Parsing;

/// <summary>Teams, queues, errors and lists, damaged: no text may make the parsers, or what follows them, throw or hang.</summary>
public sealed class NotificationFuzzTests
{
    private static readonly string[] Nodes =
    [
        "", "/", "/finesse/api/User/1001", "/finesse/api/User/1001/Dialogs", "/finesse/api/Team/500/Users", "/finesse/api/Team//Users",
        "/finesse/api/Queue/10", "/finesse/api/User/1001/Queues", "/Team/", "/Queue/",
    ];

    private static readonly string[] Seeds =
    [
        FinesseSamples.XmppUser, FinesseSamples.XmppError, FinesseSamples.TypicalDialogsUpdate,
        FinesseSamples.Update(FinesseSamples.Team, "PUT", "/finesse/api/Team/500"),
        FinesseSamples.Update(FinesseSamples.Queue, "PUT", "/finesse/api/Queue/10"),
        FinesseSamples.Update($"<Queues>{FinesseSamples.Queue}{FinesseSamples.UnknownQueue}</Queues>", "POST", "/finesse/api/User/1001/Queues"),
        FinesseSamples.Update(FinesseSamples.TeamMessage, "POST", "/finesse/api/TeamMessage"),
        FinesseSamples.Update($"<dialogs>{FinesseSamples.Dialog}{FinesseSamples.Dialog}</dialogs>", "DELETE", "/finesse/api/User/1001/Dialogs"),
        FinesseSamples.Team, FinesseSamples.Queue, $"<Queues>{FinesseSamples.Queue}</Queues>", FinesseSamples.OutOfService,
    ];

    private static readonly string[] Pieces =
    [
        "<", ">", "</", "/>", "<Team>", "</Team>", "<users>", "</users>", "<User>", "<queue>", "<Queues/>", "<apiErrors>", "<apiError/>", "<data>",
        "</data>", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE a>", "&", "&lt;", "&amp;lt;", "&#x0;", "&#1;", "-1", "99999999999", "\0", "\uD800", "\uFEFF",
        "PUT", "2012-02-15T17:58:21Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", " ", "\r\n", "ſ", "İ",
    ];

    /// <summary>Texts that once made trouble, here or elsewhere, and those that look as if they would; tried in every run.</summary>
    public static TheoryData<string> Corpus =>
    [
        "",
        "\uFEFF",
        "&lt;Update&gt;&lt;/Update&gt;",
        "<Update><data><apiErrors/></data></Update>",
        "<Update><data><apiErrors><apiError/></apiErrors></data><event>put</event></Update>",
        "<Update><data><apiErrors><apiError><errorData>&amp;lt;20999&amp;gt;</errorData><errorMessage>a &lt;b&gt; c</errorMessage></apiError></apiErrors></data></Update>",
        "<Update><data><apiErrors><apiError><errorMessage><b>not</b> text</errorMessage></apiError></apiErrors></data></Update>",
        "<Update><data><apiErrors><apiError><errorMessage><![CDATA[a <b> c]]></errorMessage></apiError></apiErrors></data></Update>",
        "<Update><data><Team><users><User><loginId/></User></users></Team></data></Update>",
        "<Update><data><Team><users><User><uri>///</uri></User></users></Team></data></Update>",
        "<Update><data><queue><statistics><callsInQueue>-2147483649</callsInQueue></statistics></queue></data></Update>",
        "<Update><data><queue><statistics><startTimeOfLongestCallInQueue>0001-01-01T00:00:00+14:00</startTimeOfLongestCallInQueue></statistics></queue></data></Update>",
        "<Update><data><user><stateChangeTime>9999-12-31T23:59:59.999-14:00</stateChangeTime></user></data></Update>",
        "<Update><data><user><reasonCodeId>2147483648</reasonCodeId></user></data></Update>",
        "<Update><data><dialogs><Dialog/><Dialog><id/></Dialog></dialogs></data><event>DELETE</event></Update>",
        "<Update><data><user/><team/><queue/><dialog/><apiErrors><apiError/></apiErrors></data></Update>",
        "<Update><data/><data><user><loginId>1</loginId></user></data></Update>",
        "<u:Update xmlns:u='urn:x'><u:data><u:user><u:loginId>1</u:loginId></u:user></u:data></u:Update>",
        "<Update><source>/finesse/api/User/</source><data><user/></data></Update>",
        "<Update><source>/User//x</source><data><user/></data></Update>",
    ];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void A_text_of_the_corpus_is_read_or_refused(string text) => Try(text);

    [Fact]
    [Trait(Fuzz.Category, Fuzz.Name)]
    public void No_text_makes_the_parsers_or_the_mapping_throw_or_hang()
    {
        var texts = Fuzz.Inputs(100_000);
        var random = new Random(20_999);
        var understood = 0;
        for (var i = 0; i < texts; i++)
            understood += Try(TextDamage.Mutate(Seeds[random.Next(Seeds.Length)], Pieces, random), Nodes[random.Next(Nodes.Length)]);
        // Guards the test itself: nearly all that are damaged are refused, but not all are damaged where it matters.
        understood.ShouldBeGreaterThan(texts / 100);
    }

    private static int Try(string text, string node = "/finesse/api/Team/500/Users")
    {
        _ = FinesseXml.ParseTeam(text).TryGet(out _, out _);
        _ = FinesseXml.ParseQueues(text).TryGet(out _, out _);
        _ = FinesseXml.ParseApiErrors(text).TryGet(out _, out _);
        var notification = NotificationParser.ParseBody(text, "i", node);
        notification.Payload.ShouldNotBeNull();
        _ = ContractMapping.ToNotification(notification);
        return notification.Payload is NotificationPayload.Unknown ? 0 : 1;
    }
}
