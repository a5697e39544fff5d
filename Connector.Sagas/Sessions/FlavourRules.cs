using System.Buffers;
using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What one contact centre cannot do and the other can (guide 12.5, User and Dialog APIs), so that it is answered at once and
/// alike by every release of Finesse, which answers 400 here and 501 there. Previews are not in it: UCCX has them too (direct preview).
/// Pure.</summary>
internal static class FlavourRules
{
    private static readonly SearchValues<char> UcceTones = SearchValues.Create("ABCDabcd");

    /// <summary>Why this Finesse cannot do it: a sentence; null where it can, or where it has not said yet what it is.</summary>
    internal static string? Problem(AgentRequest request, FinesseFlavour flavour) => flavour switch
    {
        FinesseFlavour.Ucce => OnUcce(request),
        FinesseFlavour.Uccx => OnUccx(request),
        _ => null,
    };

    private static string? OnUcce(AgentRequest request) => request switch
    {
        StartRecording => "StartRecording is not possible: this Finesse belongs to UCCE, and only that of UCCX records.",
        UpdateCallData { WrapUpItems.Count: > 0 } =>
            "WrapUpItems are not possible: this Finesse belongs to UCCE, which takes one WrapUpReason.",
        _ => null,
    };

    private static string? OnUccx(AgentRequest request) => request switch
    {
        SignIn { MobileMode: not null } =>
            "MobileMode is not possible: this Finesse belongs to UCCX, and only UCCE has mobile agents; leave MobileMode and DialNumber out.",
        MakeCall { CallVariables.Count: > 0 } =>
            "CallVariables are not possible with MakeCall: this Finesse belongs to UCCX; leave them out, and set them with UpdateCallData.",
        SendDtmf tones when tones.Digits.AsSpan().ContainsAny(UcceTones) =>
            "Digits holds one of A to D: this Finesse belongs to UCCX, which sends 0-9, * and # only.",
        GetQueues or WatchQueue or UnwatchQueue =>
            "Queues are not possible: this Finesse belongs to UCCX, and only that of UCCE tells their statistics.",
        DropParticipant => "DropParticipant is not possible: this Finesse belongs to UCCX, and only UCCE removes parties.",
        _ => null,
    };
}
