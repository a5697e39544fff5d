namespace Connector.Contracts;

/// <summary>Which reasons. Travels by name.</summary>
#if NET
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))]
#endif
public enum ReasonCodeCategory
{
    /// <summary>Reasons for NOT_READY.</summary>
    NotReady,

    /// <summary>Reasons for LOGOUT.</summary>
    Logout,
}
