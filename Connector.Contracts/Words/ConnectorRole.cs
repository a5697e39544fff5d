namespace Connector.Contracts;

/// <summary>What a connector is in its deployment. Travels by name.</summary>
#if NET
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))]
#endif
public enum ConnectorRole
{
    /// <summary>Simplex: the only one.</summary>
    Standalone,

    /// <summary>Active-passive: the one that serves while it can.</summary>
    Primary,

    /// <summary>Active-passive: the one that takes over.</summary>
    Standby,

    /// <summary>Active-active: one of two that serve.</summary>
    Active,
}
