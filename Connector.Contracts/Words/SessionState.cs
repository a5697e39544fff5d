namespace Connector.Contracts;

/// <summary>The connector's hold on an agent. Travels by name.</summary>
#if NET
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))]
#endif
public enum SessionState
{
    /// <summary>The subscription is held.</summary>
    Connected,

    /// <summary>The subscription was lost; the connector is restoring it.</summary>
    Interrupted,

    /// <summary>Another connector took the agent over; what differs from what was last published follows.</summary>
    TakenOver,

    /// <summary>The connector gave the agent up.</summary>
    Released,

    /// <summary>The agent signed out and the subscription was closed.</summary>
    SignedOut,

    /// <summary>The subscription cannot be held; the reason tells why and what to do.</summary>
    Failed,
}
