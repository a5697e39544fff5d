namespace Connector.Tests.Sagas.Ownership.Simulation;

internal enum FaultKind
{
    Kill,
    KillForgetful,
    Freeze,
    StopCleanly,
    CutSites,
    CutBridge,
    CutBroker,
    CutFinesse,
    CutClient,
    IsolateHost,
    KillBroker,
    KillSite,
    KillBoth,
    FinesseDown,
    SlowLink,
    LossyMessages,
    KillAtAct,
}

/// <summary>Something that goes wrong at a time and is mended after another.</summary>
internal sealed record Fault(FaultKind Kind, long At, long Lasts, int Connector, int Broker, bool Noticed)
{
    /// <summary>A day of trouble from a seed: faults in the first 80 s, all mended by then.</summary>
    internal static List<Fault> Script(Chance chance, Setup setup)
    {
        const long End = 80_000;
        var kinds = Enum.GetValues<FaultKind>();
        var faults = new List<Fault>();
        var count = chance.Between(2, 12);
        for (var i = 0; i < count; i++)
        {
            var at = chance.Between(6000, (int)End - 5000);
            var lasts = chance.PerMille(400) ? chance.Between(50, 3000) : chance.Between(3000, 25_000);
            faults.Add(new Fault(
                kinds[chance.Between(0, kinds.Length)], at, Math.Min(lasts, End - at), chance.Between(0, setup.Connectors), chance.Between(0, 2), chance.PerMille(500)));
        }

        return [.. faults.OrderBy(fault => fault.At)];
    }

    /// <summary>The same again and again, to one connector after the other; where it is lossy, messages between them are lost all the time.</summary>
    internal static List<Fault> Again(FaultKind kind, int every, int lasts, bool noticed, bool lossy, int connectors = 2)
    {
        var faults = Enumerable.Range(1, 60_000 / every)
            .Select(round => new Fault(kind, 8000 + (round * every), lasts, round % connectors, round / connectors % 2, noticed));
        return [.. lossy ? faults.Prepend(new Fault(FaultKind.LossyMessages, 6000, 74_000, 0, 0, Noticed: false)) : faults];
    }

    /// <summary>Enters its beginning and its end into the world's agenda.</summary>
    internal void Enter(World world)
    {
        world.At(At, () =>
        {
            world.Note($"FAULT {this}");
            Begin(world);
        });
        world.At(At + Lasts, () =>
        {
            world.Note($"MENDED {Kind} of {At}");
            Mend(world);
        });
    }

    /// <summary>Mends everything, whatever happened.</summary>
    internal static void MendAll(World world)
    {
        world.Note("ALL MENDED");
        world.BridgeCut = false;
        world.SyncLoss = world.SyncDuplicates = world.SyncDelays = world.KillsAtAct = 0;
        world.Finesse.Restore();
        foreach (var broker in world.Brokers.Where(broker => !broker.Up))
            broker.Restore();
        foreach (var connector in world.Connectors)
        {
            connector.Thaw();
            connector.Links[0].Heal();
            connector.Links[1].Heal();
            connector.FinesseLink.Heal();
            connector.Links[0].Slow = connector.Links[1].Slow = 0;
            connector.Restart(withMemory: true);
        }

        foreach (var client in world.Clients)
        {
            client.Cut(0, false);
            client.Cut(1, false);
        }

        world.BridgeChanged();
    }

    private void Begin(World world)
    {
        var connector = world.Connectors[Connector];
        switch (Kind)
        {
            case FaultKind.Kill:
            case FaultKind.KillForgetful:
                connector.Kill();
                break;
            case FaultKind.Freeze:
                connector.Freeze();
                break;
            case FaultKind.StopCleanly:
                connector.StopCleanly();
                break;
            case FaultKind.CutSites:
                CutSites(world, true);
                break;
            case FaultKind.CutBridge:
                world.BridgeCut = true;
                world.BridgeChanged();
                break;
            case FaultKind.CutBroker:
                connector.Links[Broker].Sever(Noticed);
                break;
            case FaultKind.CutFinesse:
                connector.FinesseLink.Sever(Noticed);
                break;
            case FaultKind.CutClient:
                world.Clients[Connector % world.Clients.Length].Cut(Broker, true);
                break;
            case FaultKind.IsolateHost:
                connector.Links[0].Sever(Noticed);
                connector.Links[1].Sever(Noticed);
                connector.FinesseLink.Sever(Noticed);
                break;
            case FaultKind.KillBroker:
                world.Brokers[Broker].Kill();
                break;
            case FaultKind.KillSite:
                connector.Kill();
                world.Brokers[Connector % 2].Kill();
                break;
            case FaultKind.KillBoth:
                foreach (var each in world.Connectors)
                    each.Kill();
                break;
            case FaultKind.FinesseDown:
                world.Finesse.Kill();
                break;
            case FaultKind.SlowLink:
                connector.Links[Broker].Slow = Noticed ? 300 : 1500;
                break;
            case FaultKind.LossyMessages:
                (world.SyncLoss, world.SyncDuplicates, world.SyncDelays) = (Noticed ? 100 : 300, 100, 100);
                break;
            case FaultKind.KillAtAct:
                world.KillsAtAct = 150;
                break;
        }
    }

    private void Mend(World world)
    {
        var connector = world.Connectors[Connector];
        switch (Kind)
        {
            case FaultKind.Kill:
            case FaultKind.StopCleanly:
                connector.Kill();
                connector.Restart(withMemory: true);
                break;
            case FaultKind.KillForgetful:
                connector.Restart(withMemory: false);
                break;
            case FaultKind.Freeze:
                connector.Thaw();
                break;
            case FaultKind.CutSites:
                CutSites(world, false);
                break;
            case FaultKind.CutBridge:
                world.BridgeCut = false;
                world.BridgeChanged();
                break;
            case FaultKind.CutBroker:
                connector.Links[Broker].Heal();
                break;
            case FaultKind.CutFinesse:
                connector.FinesseLink.Heal();
                break;
            case FaultKind.CutClient:
                world.Clients[Connector % world.Clients.Length].Cut(Broker, false);
                break;
            case FaultKind.IsolateHost:
                connector.Links[0].Heal();
                connector.Links[1].Heal();
                connector.FinesseLink.Heal();
                break;
            case FaultKind.KillBroker:
                world.Brokers[Broker].Restore();
                break;
            case FaultKind.KillSite:
                world.Brokers[Connector % 2].Restore();
                connector.Restart(withMemory: Noticed);
                break;
            case FaultKind.KillBoth:
                foreach (var each in world.Connectors)
                    each.Restart(withMemory: Noticed);
                break;
            case FaultKind.FinesseDown:
                world.Finesse.Restore();
                break;
            case FaultKind.SlowLink:
                connector.Links[Broker].Slow = 0;
                break;
            case FaultKind.LossyMessages:
                world.SyncLoss = world.SyncDuplicates = world.SyncDelays = 0;
                break;
            case FaultKind.KillAtAct:
                world.KillsAtAct = 0;
                break;
        }
    }

    /// <summary>The line between the sites: the bridge, and every connector's way to the other site's broker.</summary>
    private void CutSites(World world, bool cut)
    {
        world.BridgeCut = cut;
        foreach (var connector in world.Connectors)
        {
            var far = connector.Links[1 - (connector.Index % 2)];
            if (cut)
                far.Sever(Noticed);
            else
                far.Heal();
        }

        world.BridgeChanged();
    }
}
