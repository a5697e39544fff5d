using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>Reads queues with their statistics, from a REST answer or a notification alike.</summary>
internal static class QueueXml
{
    /// <summary>Reads the <c>queues</c> element that was just entered.</summary>
    internal static ValueList<FinesseQueue> ReadAll(ref XmlCursor xml)
    {
        List<FinesseQueue>? queues = null;
        while (xml.NextChild())
        {
            if (xml.Name is "queue")
                (queues ??= []).Add(Read(ref xml));
            else
                xml.Skip();
        }
        return queues is null ? [] : queues.ToValueList();
    }

    /// <summary>Reads the <c>queue</c> element that was just entered.</summary>
    internal static FinesseQueue Read(ref XmlCursor xml)
    {
        string? id = null, name = null, uri = null;
        var queue = new FinesseQueue();
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "id": id = xml.ReadWord(); break;
                case "name": name = xml.ReadOptionalText(); break;
                case "uri": uri = xml.ReadWord(); break;
                case "statistics": queue = ReadStatistics(ref xml); break;
                default: xml.Skip(); break;
            }
        }
        return queue with { Id = id ?? FinesseValues.IdOf(uri) ?? "", Name = name };
    }

    private static FinesseQueue ReadStatistics(ref XmlCursor xml)
    {
        const int None = FinesseQueue.NotKnown;
        int calls = None, ready = None, notReady = None, busyOther = None, loggedOn = None;
        int inbound = None, outbound = None, @internal = None, wrapUpNotReady = None, wrapUpReady = None;
        DateTimeOffset? longest = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "callsinqueue": calls = xml.ReadNumber() ?? None; break;
                case "starttimeoflongestcallinqueue": longest = xml.ReadTime(); break;
                case "agentsready": ready = xml.ReadNumber() ?? None; break;
                case "agentsnotready": notReady = xml.ReadNumber() ?? None; break;
                case "agentsbusyother": busyOther = xml.ReadNumber() ?? None; break;
                case "agentsloggedon": loggedOn = xml.ReadNumber() ?? None; break;
                case "agentstalkinginbound": inbound = xml.ReadNumber() ?? None; break;
                case "agentstalkingoutbound": outbound = xml.ReadNumber() ?? None; break;
                case "agentstalkinginternal": @internal = xml.ReadNumber() ?? None; break;
                case "agentswrapupnotready": wrapUpNotReady = xml.ReadNumber() ?? None; break;
                case "agentswrapupready": wrapUpReady = xml.ReadNumber() ?? None; break;
                default: xml.Skip(); break;
            }
        }
        return new FinesseQueue
        {
            CallsInQueue = calls,
            StartTimeOfLongestCallInQueue = longest,
            AgentsReady = ready,
            AgentsNotReady = notReady,
            AgentsBusyOther = busyOther,
            AgentsLoggedOn = loggedOn,
            AgentsTalkingInbound = inbound,
            AgentsTalkingOutbound = outbound,
            AgentsTalkingInternal = @internal,
            AgentsWrapUpNotReady = wrapUpNotReady,
            AgentsWrapUpReady = wrapUpReady,
        };
    }
}
