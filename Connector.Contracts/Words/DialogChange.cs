namespace Connector.Contracts;

/// <summary>What happened to a call. Travels by name.</summary>
#if NET
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))]
#endif
public enum DialogChange
{
    /// <summary>The call is new to the agent.</summary>
    Added,

    /// <summary>The call changed.</summary>
    Updated,

    /// <summary>The call is over for the agent.</summary>
    Removed,
}
