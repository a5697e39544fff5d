using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using System.Xml.Linq;
using Connector.Xmpp;
using Connector.Xmpp.Streams;
using Shouldly;

namespace Connector.Tests.Simulator;

/// <summary>A notification as a client finds it: unescaped once by the XML parser, and parsed again.</summary>
internal sealed record Update(XElement Message, string Node, string ItemId, XElement Document)
{
    public XElement Data => Document.Element("data")!.Elements().Single();

    public string Event => Document.Element("event")!.Value;

    public string RequestId => Document.Element("requestId")!.Value;

    public string Source => Document.Element("source")!.Value;

    /// <summary>Its gist, such as <c>user PUT READY</c>.</summary>
    public string Gist =>
        $"{Data.Name.LocalName} {Event} {Data.DescendantsAndSelf().Select(x => x.Element("state")?.Value).FirstOrDefault(x => x is not null)}";
}

/// <summary>An XMPP client on a bare socket that sends whatever a test wants, right or wrong.</summary>
internal sealed class RawXmppClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TcpClient _tcp = new();
    private readonly Channel<XElement> _elements = Channel.CreateUnbounded<XElement>();
    private XmppStreamParser _parser = new();
    private readonly Queue<XElement> _early = new();
    private bool _isSignedIn;
    private Task _reading = Task.CompletedTask;

    private RawXmppClient()
    {
    }

    public string Jid { get; private set; } = "";

    public static async Task<RawXmppClient> ConnectAsync(int port)
    {
        var client = new RawXmppClient();
        await client._tcp.ConnectAsync(IPAddress.Loopback, port);
        client._reading = client.ReadAsync();
        return client;
    }

    public static async Task<RawXmppClient> SignInAsync(
        int port, string user, string resource, int? priority = 0, string domain = "localhost", string? password = null)
    {
        var client = await ConnectAsync(port);
        await client.OpenAsync(domain);
        (await client.AuthenticateAsync(user, password ?? "pw" + user)).Name.LocalName.ShouldBe("success");
        await client.OpenAsync(domain);
        client.Jid = await client.BindAsync(resource);
        if (priority is { } value)
        {
            await client.SendAsync($"<presence><priority>{value}</priority></presence>");
            await client.NextAsync("its own presence", element =>
            {
                var isOwn = element.Name.LocalName == "presence" && element.Attribute("from")?.Value == client.Jid;
                if (!isOwn) client._early.Enqueue(element);
                return isOwn;
            });
        }

        client._isSignedIn = true;
        return client;
    }

    public async Task<XElement> OpenAsync(string domain = "localhost")
    {
        _parser = new XmppStreamParser();
        await SendAsync(
            $"<?xml version='1.0'?><stream:stream to='{domain}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");
        return await NextAsync("the features", element => element.Name.LocalName is "features" or "error");
    }

    public async Task<XElement> AuthenticateAsync(string user, string password)
    {
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
        await SendAsync($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>");
        return await NextAsync("the answer to the sign-in", element => element.Name.Namespace == XmppNamespaces.Sasl);
    }

    public async Task<string> BindAsync(string resource)
    {
        var answer = await RequestAsync(
            $"<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>{resource}</resource></bind></iq>", "b1");
        return answer.Descendants(XmppNamespaces.Bind + "jid").Single().Value;
    }

    public async Task<XElement> RequestAsync(string iq, string id)
    {
        await SendAsync(iq);
        return await NextAsync(
            $"the answer to iq {id}", element => element.Name.LocalName == "iq" && element.Attribute("id")?.Value == id);
    }

    public async Task SendAsync(string text) => await _tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The next element of this kind; others are skipped.</summary>
    public async Task<XElement> NextAsync(string what, Func<XElement, bool> isIt)
    {
        // What came before the sign-in was complete is looked at first; during the sign-in there is none of it.
        while (_isSignedIn && _early.TryDequeue(out var early))
            if (isIt(early)) return early;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (true)
            {
                var element = await _elements.Reader.ReadAsync(limit.Token);
                if (isIt(element)) return element;
            }
        }
        catch (OperationCanceledException cause)
        {
            throw new TimeoutException($"{Jid} waited {Limit.TotalSeconds} s for {what}.", cause);
        }
        catch (ChannelClosedException cause)
        {
            throw new InvalidOperationException($"The server closed the stream of {Jid} instead of sending {what}.", cause);
        }
    }

    public async Task<Update> NextUpdateAsync() =>
        Read(await NextAsync("a notification", element => element.Name.LocalName == "message"));

    public async Task<string[]> NextGistsAsync(int count)
    {
        var gists = new string[count];
        for (var i = 0; i < count; i++) gists[i] = (await NextUpdateAsync()).Gist;
        return gists;
    }

    /// <summary>What has come and was not looked at yet, after everything sent before this call has surely arrived.</summary>
    public async Task<IReadOnlyList<XElement>> DrainAsync()
    {
        // The server answers in order: what was on its way before is here once the answer is.
        var id = Guid.NewGuid().ToString("N");
        var before = new List<XElement>();
        await SendAsync($"<iq type='get' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>");
        await NextAsync("the answer to a ping", element =>
        {
            if (element.Attribute("id")?.Value == id) return true;
            before.Add(element);
            return false;
        });
        return before;
    }

    /// <summary>What has come and was not looked at yet, of a connection that is closed.</summary>
    public IReadOnlyList<XElement> Rest()
    {
        var rest = new List<XElement>(_early.Where(element => element.Name.LocalName != "presence"));
        while (_elements.Reader.TryRead(out var element))
            if (element.Name.LocalName != "presence") rest.Add(element);
        return rest;
    }

    public Task ClosedAsync() => _reading.WaitAsync(Limit);

    /// <summary>Vanishes without a word.</summary>
    public void Abort() => _tcp.Client.Close(0);

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        await _reading;
    }

    public static Update Read(XElement message)
    {
        var items = message.Element(XmppNamespaces.PubSubEvent + "event")!.Element(XmppNamespaces.PubSubEvent + "items")!;
        var item = items.Element(XmppNamespaces.PubSubEvent + "item")!;
        return new Update(
            message, items.Attribute("node")!.Value, item.Attribute("id")!.Value, XElement.Parse(item.Elements().Single().Value));
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[8192];
        try
        {
            var stream = _tcp.GetStream();
            while (await stream.ReadAsync(buffer) is var length and > 0) Parse(buffer.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Closed by either side; whoever waits for an element is told below.
        }
        finally
        {
            _elements.Writer.TryComplete();
        }
    }

    private void Parse(ReadOnlySpan<byte> input)
    {
        while (_parser.TryRead(ref input, out var streamEvent))
            if (streamEvent is XmppStreamElement { Element: var element }) _elements.Writer.TryWrite(element);
    }
}
