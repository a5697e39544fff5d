using System.Reflection;
using Connector.Contracts;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>Every request about an agent, filled as one that Finesse may carry out.</summary>
internal static class RequestSamples
{
    public static readonly IReadOnlyList<AgentRequest> All =
    [
        new ConnectAgent { Password = "pw" }, new DisconnectAgent(), new SignIn { Extension = "2001", Password = "pw" }, new SignOut(), new MakeReady(),
        new MakeNotReady(), new GetAgentState(), new GetDialogs(), new MakeCall { To = "5551234" }, new AnswerCall { DialogId = "7" },
        new HoldCall { DialogId = "7" }, new RetrieveCall { DialogId = "7" }, new ReleaseCall { DialogId = "7" },
        new BlindTransfer { DialogId = "7", To = "5551234" }, new ConsultCall { DialogId = "7", To = "5551234" },
        new TransferCall { DialogId = "7" }, new ConferenceCall { DialogId = "7" }, new SendDtmf { DialogId = "7", Digits = "1" },
        new UpdateCallData { DialogId = "7", WrapUpReason = "Sale" }, new StartRecording { DialogId = "7" }, new AcceptPreview { DialogId = "7" },
        new RejectPreview { DialogId = "7" }, new ClosePreview { DialogId = "7" }, new ReclassifyCall { DialogId = "7", Classification = "BUSY" },
        new ScheduleCallback { DialogId = "7", CallbackNumber = "5551234" }, new CancelCallback { DialogId = "7" },
        new SilentMonitor { TargetExtension = "2002" }, new EndSilentMonitor { DialogId = "7" },
        new BargeIn { DialogId = "7", TargetExtension = "2002" }, new DropParticipant { DialogId = "7", Extension = "2002" },
        new ForceAgentState { TargetAgentId = "1002", State = AgentStates.Ready }, new WatchTeam { TeamId = "5001" }, new UnwatchTeam { TeamId = "5001" },
        new WatchQueue { QueueId = "6001" }, new UnwatchQueue { QueueId = "6001" }, new GetReasonCodes { Category = ReasonCodeCategory.NotReady },
        new GetWrapUpReasons(), new GetQueues(), new GetTeam { TeamId = "5001" }, new GetPhoneBooks(), new GetPhoneBookContacts { PhoneBookId = "1" },
        new ReplayEvents { FromSequence = 1 },
    ];

    /// <summary>The fields that a request cannot do without: texts that may not be null.</summary>
    public static IEnumerable<PropertyInfo> NeededFields(AgentRequest request)
    {
        var nullability = new NullabilityInfoContext();
        return request.GetType().GetProperties()
            .Where(field => field.PropertyType == typeof(string) && nullability.Create(field).WriteState is NullabilityState.NotNull);
    }

    /// <summary>The request on a call, where it is about one.</summary>
    public static AgentRequest On(AgentRequest request, string dialogId)
    {
        var copy = request with { };
        copy.GetType().GetProperty(nameof(AnswerCall.DialogId))?.SetValue(copy, dialogId);
        return copy;
    }

    /// <summary>The request of an agent without one of its fields.</summary>
    public static AgentRequest Without(AgentRequest request, PropertyInfo field, string agentId)
    {
        var broken = request with { AgentId = agentId };
        field.SetValue(broken, "");
        return broken;
    }
}
