using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.Load;
using Connector.FinesseSimulator.Recording;
using Connector.FinesseSimulator.Sides;
using Connector.FinesseSimulator.SingleSignOn;

namespace Connector.FinesseSimulator;

/// <summary>Everything that the control API has its hands on.</summary>
/// <param name="Centre">The contact centre.</param>
/// <param name="Pair">The servers.</param>
/// <param name="Faults">What goes wrong.</param>
/// <param name="Load">The callers.</param>
/// <param name="Recorder">What was seen and said.</param>
/// <param name="Replayer">What plays it back.</param>
/// <param name="Identity">Who signs in with what.</param>
internal sealed record Laboratory(
    ContactCentre Centre, SidePair Pair, FaultBoard Faults, LoadGenerator Load, Recorder Recorder, Replayer Replayer,
    IdentityService Identity);
