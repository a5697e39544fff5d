using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Connector.FinesseSimulator.Core;

/// <summary>Call variables, wrap-up reasons and tones: what is written on a call (facts 3.1 and 3.2).</summary>
internal static class CallData
{
    /// <summary>The size of <c>callVariable1</c> to <c>callVariable10</c> in bytes.</summary>
    public const int MaxCallVariableBytes = 40;

    /// <summary>The size of all ECC variables of a call together, names and values, in bytes.</summary>
    public const int MaxEccBytes = 2000;

    /// <summary>The most elements that an ECC array has.</summary>
    public const int MaxEccArraySize = 255;

    private const int MaxRememberedDigits = 1000;
    private const string EccPrefix = "user.";

    /// <summary>No variables.</summary>
    public static readonly ImmutableSortedDictionary<string, string> None =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a client may write this variable: one of the ten, or an ECC variable; those of the dialer (BA*) are
    /// protected.</summary>
    public static bool IsWritable(string name) =>
        (name.StartsWith("callVariable", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan("callVariable".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= 10)
        || (name.StartsWith(EccPrefix, StringComparison.Ordinal) && name.Length > EccPrefix.Length);

    /// <summary>Why the telephony does not take these values; none where it does. It takes all of them or none.</summary>
    /// <param name="update">What is to be written.</param>
    /// <param name="present">What the call has already.</param>
    public static PeripheralError? RefusalOf(
        ImmutableSortedDictionary<string, string> update, ImmutableSortedDictionary<string, string> present)
    {
        foreach (var (name, value) in update)
        {
            if (name.StartsWith(EccPrefix, StringComparison.Ordinal)) continue;
            if (Encoding.UTF8.GetByteCount(value) > MaxCallVariableBytes) return PeripheralErrors.CallVariableTooLong;
        }

        var ecc = present.SetItems(update).Where(pair => pair.Key.StartsWith(EccPrefix, StringComparison.Ordinal)).ToList();
        if (ecc.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) > MaxEccBytes)
            return PeripheralErrors.CallVariableTooLong;
        var elements = ecc.Select(pair => Split(pair.Key)).ToList();
        if (elements.Exists(element => element.Index >= MaxEccArraySize)) return PeripheralErrors.ArrayIndexTooBig;

        // One name is either a value or an array.
        return elements.GroupBy(element => element.Name, StringComparer.Ordinal)
            .Any(group => group.Select(element => element.Index is null).Distinct().Count() > 1)
            ? PeripheralErrors.ScalarArrayMismatch
            : null;
    }

    /// <summary>Writes call variables and wrap-up reasons: PUT to everybody on the call.</summary>
    public static void Update(Transition transition, UpdateCallData update)
    {
        if (transition.FindLeg(update.CallId, update.AgentId) is not var (call, leg))
        {
            transition.RefuseOn(update.CallId, PeripheralErrors.NoActiveCall);
            return;
        }

        var refusal = call.Kind is CallKind.Preview or CallKind.DirectPreview
            ? PeripheralErrors.InvalidAction(CallActions.UpdateCallData, leg.Address)
            : update.Variables.Count > 0 && !call.IsRouted && transition.Rules.Flavour.ProtectsDataOfDirectCalls
                ? PeripheralErrors.CallVariableProtected
                : RefusalOf(update.Variables, call.Variables);
        if (refusal is not null)
        {
            transition.RefuseOn(call.Id, refusal);
            return;
        }

        call = transition.Put(call with
        {
            Variables = call.Variables.SetItems(update.Variables),
            WrapUpReason = update.WrapUpReason ?? call.WrapUpReason,
            WrapUpItems = update.WrapUpItems.IsDefault ? call.WrapUpItems : update.WrapUpItems,
        });
        transition.TellAll(call, EventKind.Put);
    }

    /// <summary>Sends tones into the call. Nothing of the dialog changes, so nobody is told.</summary>
    public static void SendTones(Transition transition, SendDtmf send)
    {
        if (transition.FindLeg(send.CallId, send.AgentId) is not var (call, leg) || leg.State is not LegState.Active)
        {
            transition.RefuseOn(send.CallId, PeripheralErrors.NoActiveCall);
            return;
        }

        var digits = call.SentDigits + send.Digits;
        transition.Put(call with { SentDigits = digits[Math.Max(0, digits.Length - MaxRememberedDigits)..] });
    }

    // user.name is a value, user.name[2] the third element of an array.
    private static (string Name, int? Index) Split(string name)
    {
        if (name is not [.. var text, ']'] || text.LastIndexOf('[') is var open && open < 0) return (name, null);
        return int.TryParse(text.AsSpan(open + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (text[..open], index)
            : (name, null);
    }
}
