namespace Connector.Service.Configuration;

/// <summary>What came of reading the configuration: settings, or what is wrong with it.</summary>
internal abstract record ConfigurationOutcome
{
    private ConfigurationOutcome()
    {
    }

    /// <summary>The configuration is complete and right.</summary>
    /// <param name="Settings">The settings.</param>
    public sealed record Valid(ConnectorSettings Settings) : ConfigurationOutcome;

    /// <summary>It is not.</summary>
    /// <param name="Problems">One sentence each: the key, the value (never a secret's), what is allowed.</param>
    public sealed record Invalid(IReadOnlyList<string> Problems) : ConfigurationOutcome;
}
