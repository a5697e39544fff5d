using System.Buffers;
using System.Globalization;
using System.Text;
using Connector.Contracts;

namespace Connector.Service.Requests;

/// <summary>What a request that concerns a call, or another agent, must look like. Pure.</summary>
internal static class CallRules
{
    private const string CallbackTimeFormat = "yyyy-MM-dd'T'HH:mm";
    private const int MostVariables = 100;
    private const int MostItems = 100;
    private const int CallVariables = 10;
    private const int CallVariableBytes = 40;
    private const int EccBytes = 2000;
    private const string CallVariablePrefix = "callVariable";
    private const string EccPrefix = "user.";
    private static readonly SearchValues<char> Tones = SearchValues.Create("0123456789*#ABCDabcd");

    /// <summary>What is wrong with a request.</summary>
    /// <param name="request">The request, as it came off the wire.</param>
    /// <returns>A sentence that names the field; null where nothing is, or where the request is none of these.</returns>
    public static string? Problem(AgentRequest request) => request switch
    {
        MakeCall call => To(call.To) ?? Variables(call.CallVariables),
        AnswerCall answer => Call(answer.DialogId),
        HoldCall hold => Call(hold.DialogId),
        RetrieveCall retrieve => Call(retrieve.DialogId),
        ReleaseCall release => Call(release.DialogId),
        ConsultCall consult => Call(consult.DialogId) ?? To(consult.To),
        BlindTransfer transfer => Call(transfer.DialogId) ?? To(transfer.To),
        TransferCall transfer => Call(transfer.DialogId),
        ConferenceCall conference => Call(conference.DialogId),
        SendDtmf tones => Call(tones.DialogId) ?? Digits(tones.Digits),
        UpdateCallData update => Call(update.DialogId) ?? Data(update),
        StartRecording record => Call(record.DialogId),
        AcceptPreview accept => Call(accept.DialogId),
        RejectPreview reject => Call(reject.DialogId),
        ClosePreview close => Call(close.DialogId),
        ReclassifyCall call => Call(call.DialogId) ?? FieldRules.Required("Classification", call.Classification, FieldRules.LongestId),
        ScheduleCallback schedule => Call(schedule.DialogId) ?? Callback(schedule),
        CancelCallback cancel => Call(cancel.DialogId),
        SilentMonitor monitor => FieldRules.Id("TargetExtension", monitor.TargetExtension),
        EndSilentMonitor end => Call(end.DialogId),
        BargeIn barge => Call(barge.DialogId) ?? FieldRules.Id("TargetExtension", barge.TargetExtension),
        DropParticipant drop => Call(drop.DialogId) ?? FieldRules.Required("Extension", drop.Extension, FieldRules.LongestText),
        ForceAgentState force => FieldRules.AgentId("TargetAgentId", force.TargetAgentId) ?? Forced(force.State),
        _ => null,
    };

    private static string? Call(string? dialogId) => FieldRules.Id("DialogId", dialogId);

    private static string? To(string? number) => FieldRules.Required("To", number, FieldRules.LongestText);

    private static string? Digits(string? digits) =>
        FieldRules.Required("Digits", digits, FieldRules.LongestId)
        ?? (digits.AsSpan().ContainsAnyExcept(Tones) ? "Digits holds something else than 0-9, *, # and A-D." : null);

    private static string? Forced(string? state) => state is AgentStates.Ready or AgentStates.NotReady or AgentStates.Logout
        ? null
        : $"State is not one of {AgentStates.Ready}, {AgentStates.NotReady}, {AgentStates.Logout}.";

    private static string? Callback(ScheduleCallback request)
    {
        if (string.IsNullOrEmpty(request.CallbackTime) && string.IsNullOrEmpty(request.CallbackNumber))
            return "CallbackTime and CallbackNumber are missing; give one of them, or both.";
        if (request.CallbackTime is { Length: > 0 } time
            && !DateTime.TryParseExact(time, CallbackTimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return "CallbackTime is not a time of the form YYYY-MM-DDThh:mm, in the customer's local time.";
        }
        return FieldRules.Optional("CallbackNumber", request.CallbackNumber, FieldRules.LongestText);
    }

    private static string? Data(UpdateCallData request)
    {
        if (request is { CallVariables: null or { Count: 0 }, WrapUpReason: null, WrapUpItems: null or { Count: 0 } })
            return "CallVariables, WrapUpReason and WrapUpItems are missing; give what is to be set.";
        return Variables(request.CallVariables)
            ?? FieldRules.Optional("WrapUpReason", request.WrapUpReason, FieldRules.LongestText)
            ?? Items(request.WrapUpItems);
    }

    private static string? Items(IReadOnlyList<string>? items)
    {
        if (items is null)
            return null;
        return items.Count > MostItems
            ? $"WrapUpItems has {items.Count} entries; {MostItems} are allowed."
            : items.Select(item => FieldRules.Required("An entry of WrapUpItems", item, FieldRules.LongestText)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Variables(IReadOnlyDictionary<string, string>? variables)
    {
        if (variables is null)
            return null;
        if (variables.Count > MostVariables)
            return $"CallVariables has {variables.Count} entries; {MostVariables} are allowed.";
        var eccBytes = 0;
        foreach (var (name, value) in variables)
        {
            if (Name(name) is { } nameProblem)
                return nameProblem;
            if (value is null || !FieldRules.IsXmlText(value))
                return $"CallVariables has no value, or one with a control character, for {name}.";
            var bytes = Encoding.UTF8.GetByteCount(value);
            if (name.StartsWith(EccPrefix, StringComparison.OrdinalIgnoreCase))
                eccBytes += Encoding.UTF8.GetByteCount(name) + bytes;
            else if (IsCallVariable(name) && bytes > CallVariableBytes)
                return $"CallVariables: {name} has {bytes} bytes; {CallVariableBytes} are allowed.";
        }
        return eccBytes > EccBytes
            ? $"CallVariables: the user.* variables have {eccBytes} bytes together, names and values; {EccBytes} are allowed."
            : null;
    }

    private static string? Name(string name)
    {
        if (FieldRules.Required("A name in CallVariables", name, FieldRules.LongestId) is { } problem)
            return problem;
        if (name.StartsWith("BA", StringComparison.Ordinal))
            return $"CallVariables: {name} belongs to the outbound campaign and cannot be set.";
        return IsCallVariable(name)
            && !(int.TryParse(name.AsSpan(CallVariablePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is >= 1 and <= CallVariables)
            ? $"CallVariables: there is no {name}; there are {CallVariablePrefix}1 to {CallVariablePrefix}{CallVariables}."
            : null;
    }

    private static bool IsCallVariable(string name) => name.StartsWith(CallVariablePrefix, StringComparison.OrdinalIgnoreCase);
}
