namespace Connector.Finesse.Model;

/// <summary>Which contact centre a Finesse server belongs to; the two differ in what they can do and in how they fail over.</summary>
public enum DeploymentFlavour
{
    /// <summary>Not asked yet, or a word of a later Finesse.</summary>
    Unknown,

    /// <summary>Unified or Packaged Contact Center Enterprise: both nodes may serve at the same time.</summary>
    Ucce,

    /// <summary>Unified Contact Center Express: the node whose engine is master serves.</summary>
    Uccx,
}
