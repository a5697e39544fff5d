using Connector.Contracts;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Sagas.Ports;
using AgentStates = Connector.Contracts.AgentStates;

namespace Connector.Service.Adapters;

/// <summary>What was last seen of an agent, as far as it is needed to take him elsewhere.</summary>
internal sealed class KnownAgent
{
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);
    private volatile bool _hasCalls;
    private FinesseMobileAgent? _mobile;

    /// <summary>His state.</summary>
    public AgentState State { get; private set; } = new();

    /// <summary>Whether he has calls up; may be asked from anywhere.</summary>
    public bool HasCalls => _hasCalls;

    /// <summary>Takes in what was read at first.</summary>
    /// <param name="view">State and calls.</param>
    /// <param name="mobile">The telephone he works on, where he is a mobile agent: only the side where he signed in knows.</param>
    public void Take(AgentView view, FinesseMobileAgent? mobile)
    {
        _mobile = mobile;
        Take(view);
    }

    /// <summary>Takes in what was read.</summary>
    public void Take(AgentView view)
    {
        State = view.State;
        _calls.Clear();
        _calls.UnionWith(view.Dialogs.Select(dialog => dialog.DialogId));
        _hasCalls = _calls.Count > 0;
    }

    /// <summary>Takes in what was told.</summary>
    public void Take(AgentNotification notification, FinesseUser? user)
    {
        _mobile = user?.MobileAgent ?? _mobile;
        switch (notification)
        {
            case AgentNotification.StateChanged changed:
                State = changed.State;
                break;
            case AgentNotification.DialogsChanged { Change: Contracts.DialogChange.Removed } gone:
                _calls.ExceptWith(gone.Dialogs.Select(dialog => dialog.DialogId));
                break;
            case AgentNotification.DialogsChanged changed:
                _calls.UnionWith(changed.Dialogs.Select(dialog => dialog.DialogId));
                break;
        }
        _hasCalls = _calls.Count > 0;
    }

    /// <summary>How to sign him in again as he was.</summary>
    /// <param name="signIn">How he signed in through this connector, or null.</param>
    /// <param name="isSignOutAskedFor">Whether he is signing out.</param>
    /// <returns>The request; null where he was not signed in, or does not want to be.</returns>
    public UserRequest? SignInAgain(SignInAgent? signIn, bool isSignOutAskedFor)
    {
        var extension = string.IsNullOrEmpty(State.Extension) ? signIn?.Extension : State.Extension;
        if (State.State is AgentStates.Logout or "" || extension is null || isSignOutAskedFor)
            return null;
        return UserRequest.SignIn(extension) with
        {
            ActiveDeviceId = signIn?.DeviceId,
            MobileAgent = signIn is null ? _mobile : signIn.MobileMode is { } mode ? new(mode, signIn.DialNumber) : null,
        };
    }
}
