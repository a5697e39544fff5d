using System.Xml.Linq;
using Connector.Xmpp;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>Answers the requests of a bound client: ping, session, discovery, roster, vCard and pubsub (facts 5.1).</summary>
internal sealed class IqHandler(string domain, PubSubNodes nodes)
{
    private readonly string _pubSubDomain = "pubsub." + domain;

    /// <summary>The answer to an iq; none where it is an answer itself.</summary>
    /// <param name="iq">The stanza.</param>
    /// <param name="user">Who sent it.</param>
    /// <param name="address">From which session.</param>
    public XElement? Answer(XElement iq, string user, Jid address)
    {
        // The server stamps the sender; what a client writes there counts for nothing (RFC 6120, 8.1.2.1).
        var request = new XElement(iq);
        request.SetAttributeValue("from", null);
        switch (iq.Attribute("type")?.Value)
        {
            case "result" or "error":
                return null;
            case "get" or "set" when iq.Attribute("id") is not null && iq.Elements().Count() == 1:
                return AddressTo(address, AnswerRequest(request, user, address));
            default:
                return AddressTo(address, Stanzas.Error(request, domain, "modify", "bad-request"));
        }
    }

    private static XElement AddressTo(Jid address, XElement answer)
    {
        answer.SetAttributeValue("to", address.ToString());
        return answer;
    }

    private XElement AnswerRequest(XElement iq, string user, Jid address)
    {
        var payload = iq.Elements().Single();
        var isGet = iq.Attribute("type")!.Value is "get";
        var to = iq.Attribute("to")?.Value ?? "";
        var isPubSub = to.Equals(_pubSubDomain, StringComparison.OrdinalIgnoreCase);
        var isServer = to.Length == 0 || to.Equals(domain, StringComparison.OrdinalIgnoreCase)
            || to.Equals(address.Bare.ToString(), StringComparison.OrdinalIgnoreCase);
        if (!isPubSub && !isServer) return Stanzas.Error(iq, domain, "cancel", "service-unavailable");
        if (isGet && payload.Name == XmppNamespaces.Ping + "ping") return Stanzas.Result(iq, domain);
        if (isGet && payload.Name == Stanzas.DiscoInfo + "query") return Info(iq, payload, user, isPubSub);
        if (isGet && payload.Name == Stanzas.DiscoItems + "query") return Items(iq, payload, user, isPubSub);
        if (isPubSub && payload.Name == XmppNamespaces.PubSub + "pubsub") return PubSub(iq, payload, user, address, isGet);
        if (isServer && payload.Name == XmppNamespaces.Session + "session" && !isGet) return Stanzas.Result(iq, domain);
        if (isServer && payload.Name == Stanzas.Roster + "query" && isGet)
            return Stanzas.Result(iq, domain, new XElement(payload.Name));
        if (isServer && payload.Name == Stanzas.VCard + "vCard" && isGet)
            return Stanzas.Result(iq, domain, new XElement(payload.Name));
        if (payload.Name == XmppNamespaces.Bind + "bind") return Stanzas.Error(iq, domain, "cancel", "not-allowed");
        return Stanzas.Error(iq, domain, "cancel", "service-unavailable");
    }

    private XElement Info(XElement iq, XElement query, string user, bool isPubSub)
    {
        var answer = new XElement(query.Name, query.Attribute("node"));
        if (query.Attribute("node")?.Value is { } node)
        {
            if (!isPubSub || nodes.RefusalOf(user, node) is not null)
                return Stanzas.Error(iq, domain, "cancel", "item-not-found");
            answer.Add(Identity("pubsub", "leaf", node), Feature(XmppNamespaces.PubSub.NamespaceName));
        }
        else if (isPubSub)
        {
            answer.Add(
                Identity("pubsub", "service", "Publish-Subscribe service"),
                Feature(Stanzas.DiscoInfo.NamespaceName),
                Feature(XmppNamespaces.PubSub.NamespaceName),
                Feature(XmppNamespaces.PubSub.NamespaceName + "#subscribe"),
                Feature(XmppNamespaces.PubSub.NamespaceName + "#retrieve-subscriptions"));
        }
        else
        {
            answer.Add(
                Identity("server", "im", "Cisco Finesse Notification Service (simulated)"),
                Feature(Stanzas.DiscoInfo.NamespaceName),
                Feature(Stanzas.DiscoItems.NamespaceName),
                Feature(XmppNamespaces.Ping.NamespaceName),
                Feature(Stanzas.Roster.NamespaceName),
                Feature(Stanzas.VCard.NamespaceName));
        }

        return Stanzas.Result(iq, domain, answer);
    }

    private XElement Items(XElement iq, XElement query, string user, bool isPubSub)
    {
        var answer = new XElement(query.Name, query.Attribute("node"));
        if (query.Attribute("node") is null && isPubSub)
        {
            foreach (var node in PubSubNodes.AutomaticNodesOf(user))
                answer.Add(new XElement(
                    Stanzas.DiscoItems + "item", new XAttribute("jid", _pubSubDomain), new XAttribute("node", node)));
        }
        else if (query.Attribute("node") is null)
        {
            answer.Add(new XElement(Stanzas.DiscoItems + "item", new XAttribute("jid", _pubSubDomain)));
        }

        return Stanzas.Result(iq, domain, answer);
    }

    private XElement PubSub(XElement iq, XElement pubsub, string user, Jid address, bool isGet)
    {
        var action = pubsub.Elements().FirstOrDefault();
        var node = action?.Attribute("node")?.Value;
        switch (action?.Name.LocalName)
        {
            case "subscribe" or "unsubscribe" when !isGet:
                if (node is null) return Stanzas.Error(iq, domain, "modify", "bad-request", "nodeid-required");
                if (!Jid.TryParse(action.Attribute("jid")?.Value, out var subscriber) || subscriber.Bare != address.Bare)
                    return Stanzas.Error(iq, domain, "modify", "bad-request", "invalid-jid");
                return action.Name.LocalName is "subscribe"
                    ? Subscribe(iq, user, node, subscriber)
                    : Unsubscribe(iq, node, subscriber);
            case "subscriptions" when isGet:
                return Stanzas.Result(iq, domain, new XElement(pubsub.Name, new XElement(
                    XmppNamespaces.PubSub + "subscriptions",
                    nodes.SubscriptionsOf(address.Bare.ToString()).Select(
                        subscription => Subscription(subscription.Node, subscription.Address)))));
            case "items" when isGet && node is not null:
                // Finesse keeps no items: whoever missed one reads the object by REST.
                return nodes.RefusalOf(user, node) is { } refusal
                    ? Stanzas.Error(iq, domain, "cancel", refusal)
                    : Stanzas.Result(
                        iq, domain,
                        new XElement(pubsub.Name, new XElement(XmppNamespaces.PubSub + "items", new XAttribute("node", node))));
            default:
                return Stanzas.Error(iq, domain, "cancel", "feature-not-implemented");
        }
    }

    private XElement Subscribe(XElement iq, string user, string node, Jid subscriber)
    {
        if (nodes.RefusalOf(user, node) is { } refusal)
            return Stanzas.Error(iq, domain, refusal is "forbidden" ? "auth" : "cancel", refusal);
        nodes.Subscribe(node, subscriber);
        return Stanzas.Result(iq, domain, new XElement(XmppNamespaces.PubSub + "pubsub", Subscription(node, subscriber)));
    }

    private XElement Unsubscribe(XElement iq, string node, Jid subscriber) => nodes.Unsubscribe(node, subscriber)
        ? Stanzas.Result(iq, domain)
        : Stanzas.Error(iq, domain, "cancel", "unexpected-request", "not-subscribed");

    private static XElement Subscription(string node, Jid subscriber) => new(
        XmppNamespaces.PubSub + "subscription",
        new XAttribute("node", node), new XAttribute("jid", subscriber.ToString()), new XAttribute("subscription", "subscribed"));

    private static XElement Identity(string category, string type, string name) => new(
        Stanzas.DiscoInfo + "identity",
        new XAttribute("category", category), new XAttribute("type", type), new XAttribute("name", name));

    private static XElement Feature(string name) => new(Stanzas.DiscoInfo + "feature", new XAttribute("var", name));
}
