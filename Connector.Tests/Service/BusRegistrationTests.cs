using Connector.Service.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class BusRegistrationTests
{
    [Fact]
    public async Task Nobody_outside_the_contact_centre_is_told_how_the_connector_is_used()
    {
        var settings = ConfigurationTests.Valid("DEMO_PAGE=true");

        await using var services = new ServiceCollection().AddLogging().AddBus(settings, tls: null).BuildServiceProvider();

        services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled.ShouldBeFalse();
    }
}
