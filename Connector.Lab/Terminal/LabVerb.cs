namespace Connector.Lab.Terminal;

/// <summary>What can be said to the laboratory.</summary>
internal sealed record LabVerb(string Name, string Usage, string Meaning, LabTargets Targets = LabTargets.None, LabAmount Amount = LabAmount.None)
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<LabVerb> All { get; } =
    [
        new("status", "status", "shows how everything is"),
        new("kill", "kill PART", "kill -9: it is gone, nothing is cleaned up", LabTargets.Part),
        new("stop", "stop PART", "SIGTERM: it ends in order", LabTargets.Part),
        new("freeze", "freeze PART", "SIGSTOP: its sockets stay open, nothing answers", LabTargets.Part),
        new("thaw", "thaw PART", "a frozen part goes on", LabTargets.Part),
        new("restart", "restart PART", "starts it on the same ports and data, stopping it first where it runs", LabTargets.Part),
        new("cut", "cut PART PART | PART | site", "resets the link between two, all of one, or all between the sites, and refuses new connections", LabTargets.Links),
        new("silence", "silence PART PART | PART | site", "cuts without a word: nothing arrives, nobody is told, new connections hang", LabTargets.Links),
        new("delay", "delay PART PART | PART | site MS", "what is sent arrives so much later, each way", LabTargets.Links, LabAmount.Milliseconds),
        new("throttle", "throttle PART PART | PART | site BYTES", "each connection carries so many bytes a second, each way", LabTargets.Links, LabAmount.Bytes),
        new("flap", "flap PART PART | PART | site PERCENT", "each connection is reset with this chance in each second", LabTargets.Links, LabAmount.Percent),
        new("heal", "heal [PART PART | PART | site]", "restores links and makes them clean again; without a name, all", LabTargets.Links | LabTargets.All),
        new("clock", "clock GC SPAN", "sets a connector's clock by +1h, -90m, +30s or 0 (with --clocks)", LabTargets.Part, LabAmount.Span),
        new("wait", "wait SECONDS | wait healthy", "waits; healthy: until the bridge stands and connectors that run are ready", LabTargets.None, LabAmount.Wait),
        new("help", "help", "lists these"),
        new("quit", "quit", "ends everything, as Ctrl-C does"),
    ];
}

/// <summary>What a statement is about.</summary>
[Flags]
internal enum LabTargets
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>One part.</summary>
    Part = 1,

    /// <summary>Links: between two parts, of one part, or between the sites.</summary>
    Links = 2,

    /// <summary>Without a name, all.</summary>
    All = 4,
}

/// <summary>How much of it.</summary>
internal enum LabAmount
{
    /// <summary>No number belongs to it.</summary>
    None,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Bytes in a second.</summary>
    Bytes,

    /// <summary>A chance in per cent.</summary>
    Percent,

    /// <summary>Seconds, or <c>healthy</c>.</summary>
    Wait,

    /// <summary>A span with a sign and a unit.</summary>
    Span,
}
