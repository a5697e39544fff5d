using System.Xml.Linq;
using Connector.Lab.Processes;

namespace Connector.Lab.XmppServers;

/// <summary>Debian's prosody, in the foreground, commanded through its own shell (<c>prosodyctl shell</c>).</summary>
public sealed class ProsodyServer : XmppServer
{
    private readonly string _prosody;
    private readonly string _prosodyctl;
    private readonly string _configuration;

    /// <summary>Prepares a server; nothing runs yet.</summary>
    /// <param name="domain">The XMPP domain.</param>
    /// <param name="offersScram">Whether SCRAM-SHA-1 and SCRAM-SHA-256 are offered besides PLAIN, which Finesse does not.</param>
    /// <exception cref="InvalidOperationException">The package prosody is not installed.</exception>
    public ProsodyServer(string domain = "finesse.test", bool offersScram = false)
        : base("prosody", domain)
    {
        _prosody = FindProgram("prosody", "prosody");
        _prosodyctl = FindProgram("prosodyctl", "prosody");
        Directory.CreateDirectory(Path.Combine(Folder, "data"));
        (string certificate, string key) = IssueCertificate();
        string certificateFile = WriteFile("server.crt", certificate);
        string keyFile = WriteFile("server.key", key);
        _configuration = WriteFile("prosody.cfg.lua", Configuration(certificateFile, keyFile, offersScram));
    }

    /// <inheritdoc/>
    public override Task RegisterAsync(string user, string password, CancellationToken cancellationToken = default) =>
        ShellAsync($"user:create({Quote($"{user}@{Domain}")}, {Quote(password)})", cancellationToken);

    /// <inheritdoc/>
    public override Task SendStanzaAsync(XElement stanza, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stanza);
        string xml = stanza.ToString(SaveOptions.DisableFormatting);
        return ShellAsync(
            $"> prosody.core_route_stanza(prosody.hosts[{Quote(Domain)}], require'util.xml'.parse({Quote(xml)}))", cancellationToken);
    }

    /// <inheritdoc/>
    public override Task KickAsync(string user, CancellationToken cancellationToken = default) =>
        ShellAsync($"c2s:close({Quote($"{user}@{Domain}")})", cancellationToken);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ConnectedUsersAsync(CancellationToken cancellationToken = default)
    {
        string answer = await ShellAsync(
            "> (function() local r = {} for jid in pairs(prosody.full_sessions) do r[#r+1] = jid end return table.concat(r, ' ') end)()",
            cancellationToken).ConfigureAwait(false);
        return answer.Replace("Result:", "", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    private protected override ChildProcess Launch() =>
        ChildProcess.Start(Name, _prosody, ["--config", _configuration, "-F"], workingDirectory: Folder);

    private protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ShellAsync("> 1", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<string> ShellAsync(string command, CancellationToken cancellationToken)
    {
        ChildProcess shell = ChildProcess.Start("prosodyctl", _prosodyctl, ["--config", _configuration, "shell", command]);
        await using (shell.ConfigureAwait(false))
        {
            int exitCode = await shell.WaitForExitAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return exitCode == 0
                ? shell.Output
                : throw new InvalidOperationException($"prosody refused '{command}': {shell.TailOfOutput()}");
        }
    }

    /// <summary>A Lua string: all but letters and digits as decimal escapes, so that nothing in it is code.</summary>
    private static string Quote(string text) => "\"" + string.Concat(
        System.Text.Encoding.UTF8.GetBytes(text).Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"\\{b:000}")) + "\"";

    private string Configuration(string certificateFile, string keyFile, bool offersScram) =>
        $$"""
        pidfile = "{{Folder}}/prosody.pid"; data_path = "{{Folder}}/data"; certificates = "{{Folder}}"; run_as_root = true
        log = { { levels = { min = "info" }, to = "console" } }
        admins = { "admin@{{Domain}}" }
        interfaces = { "{{Host}}" }; c2s_ports = { {{Port}} }; c2s_direct_tls_ports = { {{TlsPort}} }; s2s_ports = {}
        ssl = { certificate = "{{certificateFile}}"; key = "{{keyFile}}" }
        c2s_direct_tls_ssl = ssl
        http_interfaces = { "{{Host}}" }; http_ports = { {{WebSocketPort}} }
        https_interfaces = { "{{Host}}" }; https_ports = { {{WebSocketTlsPort}} }; https_ssl = ssl
        http_paths = { websocket = "/ws" }; http_default_host = "{{Domain}}"; consider_websocket_secure = true
        modules_enabled = { "roster","saslauth","tls","disco","ping","posix","admin_shell","websocket" }
        modules_disabled = { "s2s" }
        c2s_require_encryption = false; allow_unencrypted_plain_auth = true
        authentication = "internal_plain"
        disable_sasl_mechanisms = { "DIGEST-MD5",{{(offersScram ? "" : """ "SCRAM-SHA-1","SCRAM-SHA-256", """)}}"SCRAM-SHA-1-PLUS","SCRAM-SHA-256-PLUS","OAUTHBEARER" }
        VirtualHost "{{Domain}}"
        Component "{{PubSubService}}" "pubsub"
          autocreate_on_publish = true
          autocreate_on_subscribe = true
          default_admin_affiliation = "owner"
        """;
}
