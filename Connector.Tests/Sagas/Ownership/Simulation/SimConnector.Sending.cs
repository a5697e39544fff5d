using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>What goes out of it: the core's decisions, answers, events.</summary>
internal sealed partial class SimConnector
{
    internal void Answer(long token, Action<SimClient> deliver)
    {
        var request = _requests[token].Request;
        if (Home is { } home)
        {
            Links[home].Send(0, () =>
            {
                var at = _world.Clients[request.Client].Broker;
                if (at == home || (at == 1 - home && _world.BridgeUp))
                    _world.Clients[request.Client].Receive(_world.Hop(), () => deliver(_world.Clients[request.Client]));
            });
        }

        Acknowledge(token);
    }

    internal void Acknowledge(long token)
    {
        if (!_requests.Remove(token, out var delivery))
            return;
        var broker = delivery.Broker;
        Links[broker.Index].Send(0, () =>
        {
            if (Deliveries[broker.Index].Remove(delivery))
                broker.DispatchAll();
        });
    }

    internal void GiveBack(long token)
    {
        if (!_requests.Remove(token, out var delivery))
            return;
        var broker = delivery.Broker;
        Links[broker.Index].Send(0, () =>
        {
            // Not at once, or it would come back at once.
            if (Deliveries[broker.Index].Remove(delivery))
                _world.After(100, () => broker.Enqueue(delivery.Queue, delivery.Request with { Redelivered = true }, first: true));
        });
    }

    internal void Emit(SimEvent agentEvent)
    {
        _outbox.Add(agentEvent);
        FlushOutbox();
    }

    internal void DropEvents(int agent) => _outbox.RemoveAll(waiting => waiting.Agent == agent && waiting.SentOver is null);

    private void Carry(Decision decision)
    {
        if (_world.Tracing && decision is not Decision.Send and not Decision.Serve)
            _world.Note($"{Id}: {decision}");
        switch (decision)
        {
            case Decision.Send send:
                Send(send.Message);
                break;
            case Decision.Acquire acquire:
                _world.Checker.Acquired(this, acquire);
                SessionOf(acquire.AgentId).Acquire(acquire);
                break;
            case Decision.Prepare prepare:
                SessionOf(prepare.AgentId).Prepare();
                break;
            case Decision.Quiesce quiesce:
                _world.Checker.HandingOver(this);
                SessionOf(quiesce.AgentId).Quiesce();
                break;
            case Decision.Resume resume:
                SessionOf(resume.AgentId).Resume();
                break;
            case Decision.Release release:
                SessionOf(release.AgentId).Release();
                break;
            case Decision.Serve serve:
                SessionOf(serve.AgentId).Serve(serve.Token, serve.IsMemoryComplete);
                break;
            case Decision.Forward forward:
                Forward(forward);
                break;
            case Decision.Refuse refuse:
                Acknowledge(refuse.Token);
                break;
            case Decision.GiveBack back:
                GiveBack(back.Token);
                break;
            case Decision.Known known:
                SessionOf(known.AgentId).Known(known.Receipt);
                break;
            case Decision.EnterService:
                ServesSince = _world.Now;
                foreach (var session in Sessions)
                    session.Unfence();
                _world.BridgeChanged();
                break;
            case Decision.Fence:
                foreach (var session in Sessions)
                    session.Fence();
                _world.BridgeChanged();
                break;
            case Decision.AdoptQueue adopt:
                _adopted.Add(QueueOf(adopt.PeerId));
                _world.BridgeChanged();
                break;
            case Decision.LeaveQueue leave:
                _adopted.Remove(QueueOf(leave.PeerId));
                break;
            case Decision.Complain { Sentence: not null } complain:
                throw new ViolationException($"{Id} complains of a configuration that is right: {complain.Sentence}");
            case Decision.StopComplete:
                var life = Life;
                _world.After(20, () =>
                {
                    if (Life == life)
                        Kill();
                });
                break;
        }
    }

    private void Send(SyncMessage message)
    {
        if (message is ConnectorHeartbeat beat)
            _beatsSent[beat.Number] = _world.Now;
        foreach (var broker in _world.Brokers)
            Links[broker.Index].Send(0, () => broker.PublishSync(message, direct: true));
    }

    private void Forward(Decision.Forward forward)
    {
        if (Home is not { } home)
        {
            GiveBack(forward.Token);
            return;
        }

        var request = _requests[forward.Token].Request;
        Links[home].Send(0, () => _world.Brokers[home].Enqueue(QueueOf(forward.To), request with { Hops = request.Hops + 1 }));
        Acknowledge(forward.Token);
    }

    private void FlushOutbox()
    {
        if (Home is not { } home || !Running || !MayAct)
            return;
        var connection = (home, Links[home].Generation);
        for (var i = 0; i < _outbox.Count; i++)
        {
            var waiting = _outbox[i];
            if (waiting.SentOver == connection)
                continue;
            _world.Checker.Acts(this, "publishes");
            waiting.SentOver = connection;
            Links[home].Send(0, () =>
            {
                _outbox.Remove(waiting);
                _world.Brokers[home].Hand(waiting.Agent, () => _world.Clients[waiting.Agent].Take(waiting));
            });
        }
    }

    private SimSession SessionOf(string agentId) => Sessions[agentId[1] - '0'];
}
