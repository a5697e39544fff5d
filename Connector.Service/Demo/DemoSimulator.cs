using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.FinesseSimulator;
using Connector.Service.Configuration;
using Connector.Service.Hosting;

namespace Connector.Service.Demo;

/// <summary>The simulator inside the service, on ports that the system chose. The connector reaches it as it would any Finesse:
/// over REST and XMPP.</summary>
internal sealed class DemoSimulator : IAsyncDisposable
{
    private readonly SimulatedFinesse _finesse;

    private DemoSimulator(SimulatedFinesse finesse, FinesseSettings settings) => (_finesse, Settings) = (finesse, settings);

    /// <summary>How the connector reaches it.</summary>
    public FinesseSettings Settings { get; }

    /// <summary>Its agents.</summary>
    public IReadOnlyList<SimulatedAgent> Agents => _finesse.Agents;

    /// <summary>Starts it.</summary>
    public static async Task<DemoSimulator> StartAsync()
    {
        var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), CancellationToken.None);
        if (!FinesseAddress.TryParse(finesse.RestBase.AbsoluteUri, finesse.RestBase.Host, out var address, out var problem))
            throw new StartException($"The simulator is at an address that the connector cannot use: {problem}.");
        return new(finesse, new FinesseSettings { Sides = [address], XmppSecurity = XmppSecurityChoice.Auto });
    }

    /// <summary>Lets a call come in.</summary>
    /// <exception cref="SimulationException">Nobody can take it; the message says why.</exception>
    public Task<string> CallAsync(string from, string to, IReadOnlyDictionary<string, string>? callVariables) =>
        _finesse.StartIncomingCallAsync(from, to, callVariables);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _finesse.DisposeAsync();
}
