using Connector.Finesse.Model;

namespace Connector.Finesse.Rest;

/// <summary>
/// One side's REST API (Cisco's guide, "Cisco Finesse APIs"). No member throws for anything that a server or a network can
/// do: that is in the reply. Cancellation throws <see cref="OperationCanceledException"/>, an id that cannot stand in an
/// address or a text that XML cannot carry <see cref="ArgumentException"/>.
/// <para>What is tried again by itself: a GET to which no answer came; a PUT or POST only while surely nothing was sent. A
/// refusal never is.</para>
/// </summary>
public partial interface IFinesseRest
{
    /// <summary>Which side this is.</summary>
    FinesseAddress Address { get; }

    /// <summary>What the server said last that it is deployed with, <c>UCCE</c> or <c>UCCX</c>; null before it said anything.</summary>
    string? DeploymentType { get; }

    /// <summary>GET <c>SystemInfo</c>; needs no credentials.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The server's facts.</returns>
    Task<FinesseReply<SystemInfo>> GetSystemInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>GET <c>User/{userId}</c>.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="userId">Agent id or login name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The user.</returns>
    Task<FinesseReply<FinesseUser>> GetUserAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default);

    /// <summary>GET <c>User/{userId}/Dialogs</c>: the agent's voice calls.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="userId">Agent id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The dialogs, none where the agent has no call.</returns>
    Task<FinesseReply<ValueList<FinesseDialog>>> GetDialogsAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default);

    /// <summary>GET <c>Dialog/{dialogId}</c>.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="dialogId">Finesse's id of the dialog.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The dialog.</returns>
    Task<FinesseReply<FinesseDialog>> GetDialogAsync(
        FinesseCredentials credentials, string dialogId, CancellationToken cancellationToken = default);

    /// <summary>PUT <c>User/{userId}</c>: sign in or out, change state.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="userId">Agent id.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="requestId">Opaque id that Finesse echoes in the notification, best effort.</param>
    /// <param name="cancellationToken">Gives up; the request may have been carried out.</param>
    /// <returns>Whether Finesse took the request.</returns>
    Task<FinesseReply> PutUserAsync(
        FinesseCredentials credentials,
        string userId,
        UserRequest request,
        string requestId,
        CancellationToken cancellationToken = default);

    /// <summary>POST <c>User/{userId}/Dialogs</c>: make a call, monitor, barge in.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="userId">Agent id.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="requestId">Opaque id that Finesse echoes in the notification, best effort.</param>
    /// <param name="cancellationToken">Gives up; the request may have been carried out.</param>
    /// <returns>Whether Finesse took the request.</returns>
    Task<FinesseReply> PostDialogAsync(
        FinesseCredentials credentials,
        string userId,
        NewDialogRequest request,
        string requestId,
        CancellationToken cancellationToken = default);

    /// <summary>PUT <c>Dialog/{dialogId}</c>: answer, hold, retrieve, drop and all the other actions.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="dialogId">Finesse's id of the dialog.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="requestId">Opaque id that Finesse echoes in the notification, best effort.</param>
    /// <param name="cancellationToken">Gives up; the request may have been carried out.</param>
    /// <returns>Whether Finesse took the request.</returns>
    Task<FinesseReply> PutDialogAsync(
        FinesseCredentials credentials,
        string dialogId,
        DialogRequest request,
        string requestId,
        CancellationToken cancellationToken = default);
}
