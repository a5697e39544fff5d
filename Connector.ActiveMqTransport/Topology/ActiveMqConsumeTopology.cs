using MassTransit;

namespace Connector.ActiveMqTransport.Topology;

/// <summary>The names that an endpoint makes up for itself.</summary>
internal sealed class ActiveMqConsumeTopology(TemporaryQueueNames names) : ConsumeTopology
{
    /// <inheritdoc/>
    public override string CreateTemporaryQueueName(string tag) => names.Format(base.CreateTemporaryQueueName(tag));
}

/// <summary>How temporary endpoints of one bus are called.</summary>
internal sealed class TemporaryQueueNames
{
    /// <summary>Put before each name; empty by default.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Makes a name that can consume virtual topics: without dots, which a host name may have.</summary>
    public string Format(string name) => Prefix + name.Replace(".", "", StringComparison.Ordinal);
}
