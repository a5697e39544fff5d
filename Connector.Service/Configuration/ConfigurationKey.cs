namespace Connector.Service.Configuration;

/// <summary>One configuration key: what the reference says of it.</summary>
/// <param name="Name">The key, spelled exactly so in every source.</param>
/// <param name="Allowed">What a value may be, as the end of the sentence "allowed: ...".</param>
/// <param name="Default">What counts where the key is not given, for the reference.</param>
/// <param name="Meaning">What it sets, for the reference.</param>
/// <param name="IsSecret">Whether its value never appears in a message.</param>
internal sealed record ConfigurationKey(string Name, string Allowed, string Default, string Meaning, bool IsSecret = false);
