using System.Buffers.Text;
using Connector.Sagas.Ports;
using Connector.Service.Configuration;
using Connector.Service.Memory;
using Connector.Tests.ActiveMqTransport.Support;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Memory;

public sealed class CredentialsProtectorTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(at => (byte)at)];

    // Made by another implementation (Python's cryptography) from the description at the class: nonce 0 to 11, agent "agent".
    private const string Written = "AQABAgMEBQYHCAkKCyoXP8tFvtEVFHJbnl1KF8L8NhOmaTJJFnbVBilvHGWuqEB8_XVFsGJ87aJxdd4Ouk_9v982dU1dTEz4vKS_7RE";
    private static readonly AgentCredentials Credentials = new("pass wörd", null);

    private readonly MemoryFolder _folder = new();
    private readonly LogRecorder _log = new();
    private readonly CredentialsProtector _protector = new(Key);

    [Fact]
    public void Whatever_is_protected_opens_with_the_same_key_for_the_same_agent_alone()
    {
        var text = FsCheck.FSharp.ArbMap.defaults.ArbFor<string?>().Generator;
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(text.Zip(text).Zip(text.Zip(text)).ToArbitrary(), all =>
        {
            var ((agentId, other), (password, token)) = (all.Item1, all.Item2);
            // A text of .NET may hold half of a pair of UTF-16, which no password of an agent's client does: it came as UTF-8.
            if (!IsWhole(password) || !IsWhole(token) || !IsWhole(agentId) || !IsWhole(other))
                return true;
            var shut = _protector.Protect(agentId ?? "", new(password, token));
            var opened = new CredentialsProtector(Key).Unprotect(agentId ?? "", shut);
            return opened == new AgentCredentials(password, token) && ((agentId ?? "") == (other ?? "") || _protector.Unprotect(other ?? "", shut) is null);
        }));

        static bool IsWhole(string? text) => text is null || text == System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void Another_key_opens_nothing_and_has_another_fingerprint()
    {
        var shut = _protector.Protect("agent", Credentials);
        for (var bit = 0; bit < 256; bit++)
        {
            var key = Key.ToArray();
            key[bit / 8] ^= (byte)(1 << (bit % 8));
            var other = new CredentialsProtector(key);

            other.Unprotect("agent", shut).ShouldBeNull();
            other.KeyFingerprint.ShouldNotBe(_protector.KeyFingerprint);
        }
    }

    [Fact]
    public void A_damaged_text_opens_nothing()
    {
        var shut = _protector.Protect("agent", Credentials);
        var bytes = Base64Url.DecodeFromChars(shut);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var flip in new[] { 1, 0x80, 0xff })
            {
                var damaged = bytes.ToArray();
                damaged[at] ^= (byte)flip;
                _protector.Unprotect("agent", Base64Url.EncodeToString(damaged)).ShouldBeNull($"byte {at}");
            }

            _protector.Unprotect("agent", Base64Url.EncodeToString(bytes.AsSpan(0, at))).ShouldBeNull();
        }

        for (var at = 0; at < shut.Length; at++)
        {
            foreach (var letter in new[] { 'A', 'b', '=', ' ', '\u00e9' }.Where(letter => letter != shut[at]))
                _protector.Unprotect("agent", shut[..at] + letter + shut[(at + 1)..]).ShouldBeNull($"letter {at}");
        }

        _protector.Unprotect("agent", shut + "AAAA").ShouldBeNull();
        _protector.Unprotect("agent", "").ShouldBeNull();
        _protector.Unprotect("agent", shut).ShouldBe(Credentials);
    }

    [Fact]
    public void Random_texts_open_nothing() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<string?>(text => _protector.Unprotect("agent", text ?? "") is null));

    [Fact]
    public void Nothing_is_encrypted_the_same_way_twice()
    {
        var texts = Enumerable.Range(0, 20_000).Select(_ => _protector.Protect("agent", Credentials)).ToList();

        texts.Select(text => Convert.ToHexString(Base64Url.DecodeFromChars(text), 1, 12)).Distinct().Count().ShouldBe(texts.Count, "a nonce is used once");
        texts.Count(text => Base64Url.DecodeFromChars(text)[0] == 1).ShouldBe(texts.Count, "each begins with its version");
    }

    [Fact]
    public void The_form_stays_so_that_the_next_release_reads_what_this_one_wrote() =>
        _protector.Unprotect("agent", Written).ShouldBe(Credentials);

    [Fact]
    public void No_text_shows_a_secret()
    {
        var shut = _protector.Protect("agent", Credentials);
        var shown = new[] { shut, Credentials.ToString(), new SharedKey(Key).ToString(), _protector.KeyFingerprint, Refusal() };

        shown.ShouldAllBe(text => !text.Contains(Credentials.Password!, StringComparison.Ordinal));
        var partOfKey = Convert.ToBase64String(Key, 0, 15);
        shown.ShouldAllBe(text => !text.Contains(partOfKey, StringComparison.Ordinal));
        _protector.KeyFingerprint.Length.ShouldBe(16);
        _protector.KeyFingerprint.ShouldBe(new CredentialsProtector(Key).KeyFingerprint);
    }

    [Fact]
    public void The_machines_key_is_made_once_for_nobody_else_to_read()
    {
        var first = Create(null);
        var second = Create(null);

        second.Unprotect("agent", first.Protect("agent", Credentials)).ShouldBe(Credentials);
        var file = Directory.GetFiles(_folder.Folder).ShouldHaveSingleItem();
        new FileInfo(file).Length.ShouldBe(32);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _log.Lines().ShouldBeEmpty();
    }

    [Fact]
    public async Task Starts_side_by_side_agree_on_one_key()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Convert.ToHexString(MachineKey.ReadOrMake(_folder.Folder)))));

        keys.Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(_folder.Folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void The_shared_key_leaves_no_file()
    {
        var protector = Create(new SharedKey(Key));

        protector.KeyFingerprint.ShouldBe(_protector.KeyFingerprint);
        Directory.Exists(_folder.Folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData("short", UnixFileMode.UserRead | UnixFileMode.UserWrite, "5 bytes")]
    [InlineData("0123456789abcdef0123456789abcdef", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, "by others")]
    public void A_key_file_that_cannot_be_trusted_is_said_and_not_used(string content, UnixFileMode mode, string said)
    {
        Directory.CreateDirectory(_folder.Folder);
        var path = Path.Combine(_folder.Folder, "connector.key");
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);

        var protector = Create(null);

        _log.Lines(LogLevel.Error).ShouldHaveSingleItem().ShouldContain(said);
        _log.ToString().ShouldNotContain("0123456789abcdef");
        protector.Unprotect("agent", protector.Protect("agent", Credentials)).ShouldBe(Credentials);
        if (content.Length == 32)
            new CredentialsProtector(System.Text.Encoding.ASCII.GetBytes(content)).Unprotect("agent", protector.Protect("agent", Credentials)).ShouldBeNull();
    }

    [Fact]
    public void Without_a_folder_the_connector_works_with_a_key_of_this_run()
    {
        File.WriteAllText(_folder.Folder, "a file in the folder's place");

        var (first, second) = (Create(null), Create(null));

        first.Unprotect("agent", first.Protect("agent", Credentials)).ShouldBe(Credentials);
        second.Unprotect("agent", first.Protect("agent", Credentials)).ShouldBeNull();
        _log.Lines(LogLevel.Error).Count.ShouldBe(2);
    }

    public void Dispose() => _folder.Dispose();

    private static string Refusal() => Should.Throw<ArgumentException>(() =>
    {
        _ = new CredentialsProtector(Key.AsSpan(1));
    }).ToString();

    private CredentialsProtector Create(SharedKey? shared) =>
        CredentialsProtector.Create(shared, _folder.Folder, new LoggerFactory([_log]).CreateLogger<CredentialsProtector>());
}
