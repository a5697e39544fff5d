namespace Connector.FinesseSimulator.Core;

/// <summary>The contact centre as a function: state and input in, new state and notices out. It has no clock and does no
/// I/O.</summary>
internal static class Centre
{
    /// <summary>Carries out one input.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="input">What happens. Inputs that no longer make sense (a timer of a call that is over) change
    /// nothing.</param>
    /// <param name="rules">How the centre is set up.</param>
    /// <param name="now">The time.</param>
    /// <param name="requester">Whose request it was; none where it was nobody's.</param>
    public static Step Apply(CentreState state, Input input, CentreRules rules, DateTimeOffset now, Requester? requester = null)
    {
        var transition = new Transition(state, rules, now, requester)
        {
            RequestNode = input is SignIn or ChangeState or ForceState ? NodeKind.User : NodeKind.Dialogs,
        };
        switch (input)
        {
            case SignIn signIn: AgentTransitions.SignIn(transition, signIn); break;
            case ChangeState change: AgentTransitions.Change(transition, change); break;
            case ForceState force: AgentTransitions.Force(transition, force); break;
            case ClientLost lost: AgentTransitions.ClientLost(transition, lost); break;
            case WrapUpExpired expired: AgentTransitions.WrapUpExpired(transition, expired); break;
            case IncomingCall incoming: CallSetup.Incoming(transition, incoming); break;
            case MakeCall make: CallSetup.Outgoing(transition, make); break;
            case OutsideAnswers answers: CallTransitions.OutsideAnswers(transition, answers.CallId); break;
            case OutsideReleases releases: CallTransitions.OutsideReleases(transition, releases); break;
            case ActOnCall act: CallTransitions.Act(transition, act); break;
            case ConsultCall consult: Consultation.Begin(transition, consult); break;
            case BlindTransfer blind: Consultation.BlindTransfer(transition, blind); break;
            case SendDtmf send: CallData.SendTones(transition, send); break;
            case UpdateCallData update: CallData.Update(transition, update); break;
            case StartMonitor monitor: Supervision.Listen(transition, monitor); break;
            case BargeIn barge: Supervision.Barge(transition, barge); break;
            case DropParticipant drop: Supervision.DropParticipant(transition, drop); break;
            case OfferCustomer offer: OutboundCampaign.Offer(transition, offer); break;
            case CustomerAnswers answers: OutboundCampaign.Connect(transition, answers); break;
            case Reclassify reclassify: OutboundCampaign.Reclassify(transition, reclassify); break;
            case ArrangeCallback arrange: OutboundCampaign.Arrange(transition, arrange); break;
            case SetQueuedCalls set: QueueTransitions.SetCalls(transition, set); break;
            case QueueIsDue due: QueueTransitions.Due(transition, due.QueueId); break;
            default: throw new ArgumentOutOfRangeException(nameof(input), input, "The contact centre does not know this input.");
        }

        return transition.Finish();
    }
}
