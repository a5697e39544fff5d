using System.Globalization;
using Connector.Client;
using Connector.Contracts;

namespace Connector.Lab.ClientApps;

/// <summary>One agent's app: asks for one thing after the other, each when the one before is answered.</summary>
internal sealed class AgentDriver(
    int number, ClientSettings settings, IConnectorClient client, AgentEventFeed feed, Screen screen, ClientLog log)
{
    // A connector that has not heard of an agent's end yet passes what comes on to the owner before.
    private static readonly TimeSpan Heard = TimeSpan.FromSeconds(1);

    // Signing in goes on until it is done: the app may have been started while nobody serves.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly string _agent = number.ToString(CultureInfo.InvariantCulture);
    private readonly Random _dice = new(unchecked((settings.Seed * 31) + number));
    private bool _hasBegun;

    /// <summary>Connects the agent and signs him in where he is not.</summary>
    public async Task SignInAsync(CancellationToken stopping)
    {
        var password = "pw" + _agent;
        if (settings.Anew)
        {
            await AskAsync(new DisconnectAgent { AgentId = _agent, ClientId = settings.Name }, stopping).ConfigureAwait(false);
            await Task.Delay(Heard, stopping).ConfigureAwait(false);
        }

        while (!_hasBegun)
        {
            await AskAsync(new ConnectAgent { AgentId = _agent, Password = password, ClientId = settings.Name }, stopping)
                .ConfigureAwait(false);
            if (!_hasBegun)
                await Task.Delay(Again, stopping).ConfigureAwait(false);
        }

        while (screen.PictureOf(_agent).State.State is "" or AgentStates.Logout or AgentStates.Unknown)
        {
            var asked = await AskAsync(
                new SignIn
                {
                    AgentId = _agent,
                    Extension = ClientSettings.ExtensionOf(number),
                    Password = password,
                    ClientId = settings.Name,
                },
                stopping).ConfigureAwait(false);
            if (asked?.Outcome == Asking.Accepted)
                break;
            await Task.Delay(Again, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Asks, turn by turn, until the app stops; what was asked then is still waited for.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            // Not all at once.
            await screen.RingOrTurnAsync(_agent, settings.Turn * _dice.NextDouble(), stopping).ConfigureAwait(false);
            while (!stopping.IsCancellationRequested)
            {
                await AskAsync(
                    AgentScript.Next(_agent, settings.CalleeOf(number), screen.PictureOf(_agent), _dice.NextDouble()),
                    CancellationToken.None).ConfigureAwait(false);
                await screen.RingOrTurnAsync(_agent, settings.Turn * (0.5 + _dice.NextDouble()), stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    /// <summary>Makes sure of the agent's last event: asks which it is, and waits for it.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var last = (await AskAsync(new GetAgentState { AgentId = _agent, ClientId = settings.Name }, cancellationToken)
            .ConfigureAwait(false))?.Sequence ?? 0;
        while (feed.LastOf(_agent) < last)
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes down what is known in the end.</summary>
    public ValueTask EndAsync() => screen.EndAsync(_agent, feed.LastOf(_agent));

    // The library gives the message its id: who brings one says that he has sent it before. So what was sent is written down when it is over.
    private async Task<Asked?> AskAsync(AgentRequest request, CancellationToken cancellationToken)
    {
        var sent = new ClientLine(log.Now, ClientLineKind.Sent, _agent) { Type = request.GetType().Name };
        try
        {
            var asked = await client.AskAsync(request, cancellationToken).ConfigureAwait(false);
            await EndAsync(sent, asked.Id, ClientLineKind.Answered, line => line with
            {
                Outcome = asked.Outcome,
                Why = asked.Why,
                Connector = asked.Connector,
                Sequence = asked.Sequence,
            }).ConfigureAwait(false);
            // Not where the feed is further than the answer: it began with what the app's last run had left in the queue.
            if (asked.Connected is { } connected && feed.LastOf(_agent) <= connected.Sequence)
            {
                await screen.BeginAsync(connected).ConfigureAwait(false);
                await feed.BeginAsync(_agent, connected.Sequence, connected.Epoch, cancellationToken).ConfigureAwait(false);
                _hasBegun = true;
            }
            else if (asked.Sequence is { } last)
            {
                await feed.ExpectAsync(_agent, last, cancellationToken).ConfigureAwait(false);
            }

            return asked;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A fault has no id: the connector's consumer failed, which is to be seen as what it is.
            var id = failure is RequestUnansweredException { MessageId: var known } ? known : Guid.NewGuid();
            await EndAsync(sent, id, ClientLineKind.Unanswered, line => line with { Why = failure.Message }).ConfigureAwait(false);
            return null;
        }
    }

    private async ValueTask EndAsync(ClientLine sent, Guid id, ClientLineKind kind, Func<ClientLine, ClientLine> with)
    {
        var text = id.ToString("D", CultureInfo.InvariantCulture);
        await log.AddAsync(sent with { Id = text }).ConfigureAwait(false);
        await log.AddAsync(kind, _agent, line => with(line with { Id = text, Type = sent.Type })).ConfigureAwait(false);
    }
}
