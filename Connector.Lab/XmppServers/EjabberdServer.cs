using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Connector.Lab.Processes;

namespace Connector.Lab.XmppServers;

/// <summary>
/// Debian's ejabberd. It runs as a lone Erlang node without distribution, under whoever runs the laboratory, and is commanded by
/// its HTTP interface. So nothing outside its folder is touched: no port mapper daemon stays behind, no system user is needed.
/// </summary>
public sealed class EjabberdServer : XmppServer
{
    private readonly HttpClient _http;
    private readonly string _erl;
    private readonly string _libraries;
    private readonly ConcurrentDictionary<string, string> _accounts = new(StringComparer.Ordinal);

    /// <summary>Prepares a server; nothing runs yet.</summary>
    /// <param name="domain">The XMPP domain.</param>
    /// <param name="offersScram">Whether SCRAM-SHA-1 and SCRAM-SHA-256 are offered besides PLAIN, which Finesse does not.</param>
    /// <exception cref="InvalidOperationException">The package ejabberd is not installed.</exception>
    public EjabberdServer(string domain = "finesse.test", bool offersScram = false)
        : base("ejabberd", domain)
    {
        _erl = FindProgram("erl", "ejabberd");
        _libraries = Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu")
            .FirstOrDefault(folder => Directory.EnumerateDirectories(folder, "ejabberd-*").Any()) ?? throw Missing("ejabberd", "ejabberd");
        int port = FreePort.Next();
        _http = new HttpClient { BaseAddress = new Uri($"http://{Host}:{port}/api/") };
        (string certificate, string key) = IssueCertificate();
        string pem = WriteFile("server.pem", certificate + "\n" + key);
        WriteFile("ejabberd.yml", Configuration(pem, port, offersScram));
    }

    /// <inheritdoc/>
    public override async Task RegisterAsync(string user, string password, CancellationToken cancellationToken = default)
    {
        await CommandAsync(
            "register", new JsonObject { ["user"] = user, ["host"] = Domain, ["password"] = password }, cancellationToken).ConfigureAwait(false);
        _accounts[user] = password;
    }

    /// <inheritdoc/>
    public override Task SendStanzaAsync(XElement stanza, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stanza);
        return CommandAsync(
            "send_stanza",
            new JsonObject
            {
                ["from"] = stanza.Attribute("from")?.Value,
                ["to"] = stanza.Attribute("to")?.Value,
                ["stanza"] = stanza.ToString(SaveOptions.DisableFormatting),
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public override Task KickAsync(string user, CancellationToken cancellationToken = default) =>
        CommandAsync("kick_user", new JsonObject { ["user"] = user, ["host"] = Domain }, cancellationToken);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ConnectedUsersAsync(CancellationToken cancellationToken = default) =>
        [.. (await CommandAsync("connected_users", [], cancellationToken).ConfigureAwait(false))!.AsArray().Select(user => user!.ToString())];

    /// <summary>Changes an account's password; its sessions stay.</summary>
    /// <exception cref="InvalidOperationException">The server refused; the message says why.</exception>
    public Task ChangePasswordAsync(string user, string password, CancellationToken cancellationToken = default) =>
        CommandAsync("change_password", new JsonObject { ["user"] = user, ["host"] = Domain, ["newpass"] = password }, cancellationToken);

    private protected override ChildProcess Launch() => ChildProcess.Start(
        Name,
        _erl,
        ["-noinput", "-mnesia", "dir", $"\"{Path.Combine(Folder, "spool")}\"", "-s", "ejabberd"],
        new Dictionary<string, string?>
        {
            ["EJABBERD_CONFIG_PATH"] = Path.Combine(Folder, "ejabberd.yml"),
            ["EJABBERD_LOG_PATH"] = Path.Combine(Folder, "ejabberd.log"),
            ["ERL_LIBS"] = _libraries,
            ["ERL_CRASH_DUMP_BYTES"] = "0",
            ["HOME"] = Folder,
        },
        Folder);

    private protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CommandAsync("status", [], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Mnesia writes with a delay: an account of the last seconds is gone after a kill.
    private protected override async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var known = (await CommandAsync("registered_users", new JsonObject { ["host"] = Domain }, cancellationToken).ConfigureAwait(false))!
            .AsArray().Select(user => user!.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach ((string user, string password) in _accounts)
        {
            if (!known.Contains(user))
                await RegisterAsync(user, password, cancellationToken).ConfigureAwait(false);
        }
    }

    private protected override ValueTask DisposeCoreAsync()
    {
        _http.Dispose();
        return base.DisposeCoreAsync();
    }

    private async Task<JsonNode?> CommandAsync(string command, JsonObject arguments, CancellationToken cancellationToken)
    {
        // Not PostAsJsonAsync: it sends chunks, which ejabberd's HTTP does not take.
        using var content = new StringContent(arguments.ToJsonString());
        using HttpResponseMessage response =
            await _http.PostAsync(new Uri(command, UriKind.Relative), content, cancellationToken).ConfigureAwait(false);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(answer)
            : throw new InvalidOperationException($"ejabberd refused the command '{command}': {(int)response.StatusCode} {answer}");
    }

    // A backlog of 1024: the default of 5 makes many clients at once wait for seconds. "flat": a slash in a node's name is a
    // character like others. force_node_config: events as Finesse sends them.
    private string Configuration(string pem, int httpPort, bool offersScram) =>
        $$"""
        hosts: [ {{Domain}} ]
        loglevel: info
        certfiles: [ "{{pem}}" ]
        auth_method: internal
        auth_password_format: plain
        disable_sasl_mechanisms: [ DIGEST-MD5, {{(offersScram ? "" : "SCRAM-SHA-1, SCRAM-SHA-256,")}} SCRAM-SHA-512, SCRAM-SHA-1-PLUS,
                                   SCRAM-SHA-256-PLUS, SCRAM-SHA-512-PLUS, X-OAUTH2 ]
        listen:
          - { port: {{Port}}, ip: "{{Host}}", module: ejabberd_c2s, backlog: 1024, access: c2s,
              max_stanza_size: 262144, starttls: true, starttls_required: false }
          - { port: {{TlsPort}}, ip: "{{Host}}", module: ejabberd_c2s, backlog: 1024, access: c2s,
              max_stanza_size: 262144, tls: true }
          - port: {{httpPort}}
            ip: "{{Host}}"
            module: ejabberd_http
            request_handlers: { /http-bind: mod_bosh, /api: mod_http_api }
          - { port: {{WebSocketPort}}, ip: "{{Host}}", module: ejabberd_http, backlog: 1024, request_handlers: { /ws: ejabberd_http_ws } }
          - { port: {{WebSocketTlsPort}}, ip: "{{Host}}", module: ejabberd_http, backlog: 1024, tls: true,
              request_handlers: { /ws: ejabberd_http_ws } }
        acl:
          local: { user_regexp: "" }
          admin: { user: [ "admin@{{Domain}}" ] }
        access_rules:
          c2s: { allow: all }
          pubsub_createnode: { allow: admin }
        api_permissions:
          "loopback http":
            from: [ mod_http_api ]
            who: { access: { allow: [ { ip: 127.0.0.1/8 } ] } }
            what: [ "*" ]
        modules:
          mod_admin_extra: {}
          mod_bosh: {}
          mod_disco: {}
          mod_http_api: {}
          mod_ping: { send_pings: false }
          mod_pubsub:
            host: pubsub.@HOST@
            access_createnode: pubsub_createnode
            ignore_pep_from_offline: true
            last_item_cache: false
            max_items_node: 10
            plugins: [ flat ]
            force_node_config:
              "/finesse/**":
                access_model: open
                publish_model: publishers
                persist_items: false
                send_last_published_item: never
                deliver_payloads: true
                notification_type: headline
          mod_roster: {}
        """;
}
