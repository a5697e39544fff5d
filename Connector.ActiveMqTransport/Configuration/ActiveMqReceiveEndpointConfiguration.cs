using Connector.ActiveMqTransport.Addressing;
using Connector.ActiveMqTransport.Receiving;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>One receive endpoint under construction.</summary>
internal sealed class ActiveMqReceiveEndpointConfiguration(
    ActiveMqHostConfiguration host, ActiveMqEndpointConfiguration endpoint, ReceiveSettings settings) :
    ReceiveEndpointConfiguration(host, endpoint), IActiveMqReceiveEndpointConfigurator
{
    private readonly Dictionary<string, TopicBinding> _bindings = [];
    private ReceiveSettings _settings = settings;

    /// <summary>What the broker has to know.</summary>
    public ReceiveSettings Settings => _settings;

    /// <summary>The topics to consume, by name.</summary>
    public IReadOnlyCollection<TopicBinding> Bindings => _bindings.Values;

    /// <inheritdoc/>
    public override Uri HostAddress => host.HostAddress;

    /// <inheritdoc/>
    public override Uri InputAddress => _settings.Address.ToUri(host.HostAddress);

    /// <inheritdoc/>
    public bool Durable
    {
        set => _settings = _settings with { Durable = value };
    }

    /// <inheritdoc/>
    public bool AutoDelete
    {
        set => _settings = _settings with { AutoDelete = value };
    }

    /// <inheritdoc/>
    public int ConsumerPriority
    {
        set => _settings = _settings with { ConsumerPriority = value };
    }

    /// <inheritdoc/>
    public bool Exclusive
    {
        set => _settings = _settings with { Exclusive = value };
    }

    /// <inheritdoc/>
    public void Bind<T>(Action<IActiveMqTopicBindingConfigurator>? configure = null)
        where T : class => Bind(host.Names.Publish.TopicOf<T>().Name, configure);

    /// <inheritdoc/>
    public void Bind(string topicName, Action<IActiveMqTopicBindingConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(topicName);
        if (!_bindings.TryGetValue(topicName, out var binding))
        {
            binding = new TopicBinding(topicName);
            _bindings.Add(topicName, binding);
        }
        configure?.Invoke(binding);
    }

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate()
    {
        var name = _settings.Name;
        if (EntityName.Fault(name) is { } fault)
            yield return this.Failure(name, fault);
        if (_bindings.Count > 0 && EntityName.VirtualTopicConsumerFault(name) is { } consumerFault)
            yield return this.Failure(name, consumerFault);
        if (_settings.ConsumerPriority is < sbyte.MinValue or > sbyte.MaxValue)
            yield return this.Failure(name, "ConsumerPriority", $"is {_settings.ConsumerPriority}; -128 to 127 is allowed");
        if (PrefetchCount is < 1 or > short.MaxValue)
            yield return this.Failure(name, "PrefetchCount", $"is {PrefetchCount}; 1 to 32767 is allowed");
        foreach (var binding in _bindings.Values)
        {
            if (EntityName.Fault(binding.TopicName) is { } topicFault)
                yield return this.Failure(name, "Bind", topicFault);
        }
        foreach (var result in base.Validate())
            yield return result.WithParentKey(name);
    }

    /// <inheritdoc/>
    public override ReceiveEndpointContext CreateReceiveEndpointContext()
    {
        ApplySpecifications(new Builder(this));
        return new ActiveMqReceiveEndpointContext(host, this);
    }

    /// <summary>Makes the endpoint and gives it to the host.</summary>
    public void Build(IHost built)
    {
        var context = (ActiveMqReceiveEndpointContext)CreateReceiveEndpointContext();
        if (_bindings.Count > 0 && EntityName.VirtualTopicConsumerFault(_settings.Name) is { } fault)
            throw new ActiveMqTransportConfigurationException($"The receive endpoint cannot consume published messages: {fault}.");
        if (_settings.IsTemporary)
            host.Link.DeclareTemporaryEndpoint(_settings.Name);
        var receiveEndpoint = new ReceiveEndpoint(new ActiveMqReceiveTransport(host, context), context);
        built.AddReceiveEndpoint(_settings.Name, receiveEndpoint);
        ReceiveEndpoint = receiveEndpoint;
    }

    /// <summary>Binds the topics of the message types that the endpoint's consumers take.</summary>
    private sealed class Builder(ActiveMqReceiveEndpointConfiguration configuration) : ReceiveEndpointBuilder(configuration)
    {
        /// <inheritdoc/>
        public override ConnectHandle ConnectConsumePipe<T>(IPipe<ConsumeContext<T>> pipe, ConnectPipeOptions options)
        {
            if (configuration.ConfigureConsumeTopology
                && options.HasFlag(ConnectPipeOptions.ConfigureConsumeTopology)
                && configuration.Topology.Consume.GetMessageTopology<T>().ConfigureConsumeTopology
                && GlobalTopology.IsConsumableMessageType(typeof(T)))
            {
                configuration.Bind<T>();
            }
            return base.ConnectConsumePipe(pipe, options);
        }
    }
}
