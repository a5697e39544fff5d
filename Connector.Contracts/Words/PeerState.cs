namespace Connector.Contracts;

/// <summary>What a connector knows of the other. Travels by name.</summary>
#if NET
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))]
#endif
public enum PeerState
{
    /// <summary>Simplex: there is no other.</summary>
    None,

    /// <summary>Not heard of yet.</summary>
    Unknown,

    /// <summary>In contact.</summary>
    Alive,

    /// <summary>Not heard of for too long, not known to be down.</summary>
    Silent,

    /// <summary>Known to be down.</summary>
    Down,
}
