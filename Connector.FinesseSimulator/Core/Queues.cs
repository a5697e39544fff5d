namespace Connector.FinesseSimulator.Core;

/// <summary>A queue (a skill group) as it is configured.</summary>
/// <param name="Id">Its id, which the URI has.</param>
/// <param name="Name">Its name.</param>
internal sealed record QueueProfile(string Id, string Name);
