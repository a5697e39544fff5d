using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>Makes the bus that was registered with a service collection.</summary>
internal sealed class ActiveMqRegistrationBusFactory : TransportRegistrationBusFactory<IActiveMqReceiveEndpointConfigurator>
{
    private readonly ActiveMqBusConfiguration _bus;
    private readonly Action<IBusRegistrationContext, IActiveMqBusFactoryConfigurator>? _configure;

    /// <summary>With the user's configuration.</summary>
    public ActiveMqRegistrationBusFactory(Action<IBusRegistrationContext, IActiveMqBusFactoryConfigurator>? configure)
        : this(new ActiveMqBusConfiguration(), configure)
    {
    }

    private ActiveMqRegistrationBusFactory(
        ActiveMqBusConfiguration bus, Action<IBusRegistrationContext, IActiveMqBusFactoryConfigurator>? configure)
        : base(bus.HostConfiguration)
    {
        _bus = bus;
        _configure = configure;
    }

    /// <inheritdoc/>
    public override IBusInstance CreateBus(
        IBusRegistrationContext context, IEnumerable<IBusInstanceSpecification> specifications, string busName)
    {
        ArgumentNullException.ThrowIfNull(context);
        var configurator = new ActiveMqBusFactoryConfigurator(_bus);
        var options = context.GetRequiredService<IOptionsMonitor<ActiveMqTransportOptions>>().Get(busName);
        configurator.Host(new ActiveMqHostSettings
        {
            Host = options.Host,
            Port = options.Port,
            Username = options.User,
            Password = options.Pass,
            UseSsl = options.UseSsl,
        });
        _bus.HostConfiguration.TimeProvider = context.GetService<TimeProvider>() ?? TimeProvider.System;
        return CreateBus(configurator, context, _configure ?? ((_, _) => { }), specifications);
    }
}
