namespace MassTransit;

/// <summary>Changes endpoints that are configured by convention (<c>ConfigureEndpoints</c>).</summary>
public static class ActiveMqEndpointCallbackExtensions
{
    /// <summary>Calls back for every endpoint of the bus, with what is particular to ActiveMQ.</summary>
    /// <param name="configurator">The registration.</param>
    /// <param name="callback">Gets the registration context, the endpoint's name and the endpoint.</param>
    public static void AddActiveMqConfigureEndpointsCallback(
        this IBusRegistrationConfigurator configurator,
        Action<IRegistrationContext, string, IActiveMqReceiveEndpointConfigurator> callback)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(callback);
        configurator.AddConfigureEndpointsCallback((context, name, endpoint) =>
        {
            if (endpoint is IActiveMqReceiveEndpointConfigurator activeMq)
                callback(context, name, activeMq);
        });
    }

    /// <summary>Calls back for the endpoint of one consumer, with what is particular to ActiveMQ.</summary>
    /// <param name="configurator">The consumer's endpoint.</param>
    /// <param name="callback">Gets the registration context and the endpoint.</param>
    public static void AddActiveMqConfigureEndpointCallback(
        this IEndpointRegistrationConfigurator configurator,
        Action<IRegistrationContext, IActiveMqReceiveEndpointConfigurator> callback)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(callback);
        configurator.AddConfigureEndpointCallback((context, endpoint) =>
        {
            if (endpoint is IActiveMqReceiveEndpointConfigurator activeMq)
                callback(context, activeMq);
        });
    }
}
