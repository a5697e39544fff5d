using System.Diagnostics.CodeAnalysis;

namespace MassTransit;

/// <summary>What can be set on a single message beyond what every transport has.</summary>
[SuppressMessage("Naming", "CA1715", Justification = "MassTransit names its contexts so, and the official transport this one.")]
[SuppressMessage("Naming", "S101", Justification = "As CA1715.")]
public interface ActiveMqSendContext : SendContext
{
    /// <summary>JMS priority, 0 to 9; null for 5, the official transport's default.</summary>
    byte? Priority { get; set; }

    /// <summary>JMSXGroupID: the broker gives all messages of a group to one consumer.</summary>
    string? GroupId { get; set; }

    /// <summary>JMSXGroupSeq; -1 closes the group.</summary>
    int? GroupSequence { get; set; }
}
