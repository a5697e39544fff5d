namespace Connector.Sagas.Ports;

/// <summary>Which contact centre Finesse belongs to: the two differ in what they can do (facts of the guide 12.5, Dialog APIs).</summary>
public enum FinesseFlavour
{
    /// <summary>Finesse has not said yet, or said a word of a later release: it decides by itself what it can do.</summary>
    Unknown,

    /// <summary>Unified or Packaged Contact Center Enterprise.</summary>
    Ucce,

    /// <summary>Unified Contact Center Express.</summary>
    Uccx,
}
