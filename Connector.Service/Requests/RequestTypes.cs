using Connector.Contracts;

namespace Connector.Service.Requests;

/// <summary>Every request of the contracts that concerns an agent.</summary>
internal static class RequestTypes
{
    /// <summary>The types, by name.</summary>
    public static readonly IReadOnlyDictionary<string, Type> All = typeof(AgentRequest).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(AgentRequest)) && !type.IsAbstract)
        .ToDictionary(type => type.Name, StringComparer.Ordinal);
}
