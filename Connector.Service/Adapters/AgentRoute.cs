using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>Where one agent's requests go: to the side that his subscription is on, and nowhere while he is on his way.</summary>
internal sealed class AgentRoute
{
    private readonly Lock _gate = new();
    private FinesseSide _side;
    private TaskCompletionSource? _arriving;
    private TaskCompletionSource _nextArrival = NewSignal();
    private SignInAgent? _signIn;
    private bool _isSignOutAskedFor;

    /// <summary>The route of an agent who is on a side.</summary>
    public AgentRoute(string agentId, FinesseSide side) => (AgentId, _side) = (agentId, side);

    /// <summary>The agent.</summary>
    public string AgentId { get; }

    /// <summary>The side he is on, or was last.</summary>
    public FinesseSide Side
    {
        get
        {
            lock (_gate)
                return _side;
        }
    }

    /// <summary>Whether he is on his way.</summary>
    public bool IsAway
    {
        get
        {
            lock (_gate)
                return _arriving is not null;
        }
    }

    /// <summary>How he signed in through this connector; null where he did not, or has signed out.</summary>
    public SignInAgent? SignIn
    {
        get
        {
            lock (_gate)
                return _signIn;
        }
    }

    /// <summary>Whether a client asked to sign him out, and not to sign him in again.</summary>
    public bool IsSignOutAskedFor
    {
        get
        {
            lock (_gate)
                return _isSignOutAskedFor;
        }
    }

    /// <summary>His requests wait from now on.</summary>
    public void Leave()
    {
        lock (_gate)
            _arriving ??= NewSignal();
    }

    /// <summary>His requests go to this side from now on.</summary>
    public void Arrive(FinesseSide side)
    {
        lock (_gate)
        {
            _side = side;
            _arriving?.SetResult();
            _arriving = null;
            _nextArrival.SetResult();
            _nextArrival = NewSignal();
        }
    }

    /// <summary>Done when he is not on his way.</summary>
    public Task ArrivedAsync()
    {
        lock (_gate)
            return _arriving?.Task ?? Task.CompletedTask;
    }

    /// <summary>Done when he arrives the next time.</summary>
    public Task NextArrivalAsync()
    {
        lock (_gate)
            return _nextArrival.Task;
    }

    /// <summary>Takes note of what is about to be asked of Finesse.</summary>
    public void Begins(FinesseCall call)
    {
        if (call is not ChangeAgentState { State: Contracts.AgentStates.Logout })
            return;
        lock (_gate)
            _isSignOutAskedFor = true;
    }

    /// <summary>Takes note of what became of it.</summary>
    public void Ended(FinesseCall call, FinesseOutcome outcome)
    {
        lock (_gate)
        {
            switch (call)
            {
                case SignInAgent signIn when outcome is FinesseOutcome.Accepted:
                    (_signIn, _isSignOutAskedFor) = (signIn, false);
                    break;
                case ChangeAgentState { State: Contracts.AgentStates.Logout } when outcome is FinesseOutcome.Refused or FinesseOutcome.Unavailable:
                    _isSignOutAskedFor = false;
                    break;
                case ChangeAgentState { State: Contracts.AgentStates.Logout } when outcome is FinesseOutcome.Accepted:
                    _signIn = null;
                    break;
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
