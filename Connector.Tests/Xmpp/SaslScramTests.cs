using System.Security.Cryptography;
using System.Text;
using Connector.Xmpp;
using Connector.Xmpp.Negotiation;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

/// <summary>SCRAM against the examples of its RFCs, and against servers that cheat.</summary>
public sealed class SaslScramTests
{
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string Challenge = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string Signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void Sha1_says_what_the_example_of_RFC_5802_says()
    {
        var scram = new SaslScram(HashAlgorithmName.SHA1, "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");

        Text(scram.InitialResponse()).ShouldBe("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        Text(scram.Respond(Bytes("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096")))
            .ShouldBe("c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        scram.Complete(Bytes("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
        (scram.Name, scram.RevealsPassword).ShouldBe(("SCRAM-SHA-1", false));
    }

    [Fact]
    public void Sha256_says_what_the_example_of_RFC_7677_says()
    {
        var scram = Sha256();

        Text(scram.InitialResponse()).ShouldBe("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        Text(scram.Respond(Bytes(Challenge))).ShouldBe(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        scram.Complete(Bytes(Signature));
    }

    [Fact]
    public void A_signature_that_comes_as_a_challenge_counts_too()
    {
        var scram = Sha256();
        scram.Respond(Bytes(Challenge));

        scram.Respond(Bytes(Signature)).ShouldBeEmpty();
        scram.Complete(null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl9")]
    [InlineData("v=not base64")]
    [InlineData("x=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    public void A_server_that_does_not_show_that_it_knows_the_password_is_refused(string? final)
    {
        var scram = Sha256();
        scram.Respond(Bytes(Challenge));

        Refused(() => scram.Complete(final is null ? null : Bytes(final))).Reason.ShouldBe(XmppEndReason.ProtocolViolation);
    }

    [Fact]
    public void A_success_before_the_exchange_is_over_is_refused() =>
        Refused(() => Sha256().Complete(Bytes(Signature))).Text.ShouldContain("signature");

    [Fact]
    public void A_refusal_in_the_final_message_is_a_refused_sign_in()
    {
        var scram = Sha256();
        scram.Respond(Bytes(Challenge));

        Refused(() => scram.Respond(Bytes("e=invalid-proof"))).Reason.ShouldBe(XmppEndReason.AuthenticationRefused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("r=somebodyElses,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=%%%,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-1")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==")]
    [InlineData("m=mandatory,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    public void A_malformed_challenge_is_refused_at_once(string challenge) =>
        Refused(() => Sha256().Respond(Bytes(challenge))).Reason.ShouldBe(XmppEndReason.ProtocolViolation);

    [Fact]
    public void A_name_with_signs_of_the_protocol_is_escaped() =>
        Text(new SaslScram(HashAlgorithmName.SHA256, "a=b,c", "x", "n").InitialResponse()).ShouldBe("n,,n=a=3Db=2Cc,r=n");

    [Theory]
    [InlineData("PLAIN,SCRAM-SHA-1,SCRAM-SHA-256", "SCRAM-SHA-256,SCRAM-SHA-1,PLAIN", "SCRAM-SHA-256")]
    [InlineData("plain,scram-sha-1", "SCRAM-SHA-256,SCRAM-SHA-1,PLAIN", "SCRAM-SHA-1")]
    [InlineData("PLAIN,SCRAM-SHA-1", "PLAIN,SCRAM-SHA-1", "PLAIN")]
    [InlineData("PLAIN", "SCRAM-SHA-256", null)]
    [InlineData("X-OTHER,SCRAM-SHA-512", "SCRAM-SHA-256,PLAIN", null)]
    public void The_first_of_ours_that_is_offered_is_taken(string offered, string ours, string? chosen) =>
        SaslMechanism.Choose(offered.Split(','), Options() with { Mechanisms = ours.Split(',') })?.Name.ShouldBe(chosen);

    [Theory]
    [InlineData("")]
    [InlineData("DIGEST-MD5")]
    public void Mechanisms_that_nobody_knows_are_refused(string ours) =>
        Should.Throw<ArgumentException>(() => (Options() with { Mechanisms = ours.Split(',', StringSplitOptions.RemoveEmptyEntries) }).Validate())
            .Message.ShouldContain("SCRAM-SHA-256");

    private static XmppSessionOptions Options() => new() { Host = "h", Domain = "d", User = "u", Password = "p" };

    private static SaslScram Sha256() => new(HashAlgorithmName.SHA256, "user", "pencil", Nonce);

    private static XmppSessionEnd Refused(Action step) => Should.Throw<XmppConnectException>(step).End;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
