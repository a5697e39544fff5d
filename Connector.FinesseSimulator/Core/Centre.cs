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
            case OutsideReleases releases: CallTransitions.OutsideReleases(transition, releases.CallId); break;
            case ActOnCall act: CallTransitions.Act(transition, act); break;
            case UpdateCallData update: CallTransitions.UpdateData(transition, update); break;
            default: throw new ArgumentOutOfRangeException(nameof(input), input, "The contact centre does not know this input.");
        }

        return transition.Finish();
    }
}
