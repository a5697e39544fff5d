using Connector.Service.Configuration;

namespace Connector.Service.Hosting;

/// <summary>Says at the start what the configuration asks for and this version does not do yet.</summary>
internal static partial class StartNotes
{
    /// <summary>Writes what has to be said; mostly nothing.</summary>
    public static void Write(ILogger logger, ConnectorSettings settings)
    {
        if (settings.Finesse is { Sides.Count: > 1 } finesse)
            SecondFinesseUnused(logger, finesse.Sides[1].Host, finesse.Sides[0].Host);
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The second Finesse {Second} is not used by this version: agents are served through {First} only.")]
    private static partial void SecondFinesseUnused(ILogger logger, string second, string first);
}
