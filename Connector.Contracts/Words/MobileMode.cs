namespace Connector.Contracts;

/// <summary>How calls reach a mobile agent (UCCE). Travels by name.</summary>
#if NET
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))]
#endif
public enum MobileMode
{
    /// <summary>The phone is called for each call.</summary>
    CallByCall,

    /// <summary>One connection is held open for all calls.</summary>
    NailedConnection,
}
