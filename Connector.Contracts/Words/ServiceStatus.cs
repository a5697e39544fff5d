namespace Connector.Contracts;

/// <summary>Whether a connector serves. Travels by name.</summary>
#if NET
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))]
#endif
public enum ServiceStatus
{
    /// <summary>It cannot serve.</summary>
    OutOfService,

    /// <summary>It serves, with less than it should have.</summary>
    Degraded,

    /// <summary>It serves.</summary>
    InService,
}
