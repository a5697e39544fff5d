using System.Text;
using Connector.Finesse.Model;
using Connector.Finesse.Parsing;
using Microsoft.Extensions.Logging;

namespace Connector.Finesse.Rest;

/// <summary>One side's REST API over Flurl.Http: builds the addresses, repeats what may be repeated, reads the answers.</summary>
public sealed partial class FinesseRest : IFinesseRest, IDisposable
{
    private readonly RestTransport _transport;
    private readonly RestResilience _resilience;
    private readonly TimeProvider _time;
    private readonly ILogger<FinesseRest> _logger;
    private string? _deploymentType;

    /// <summary>Makes the client of one side, with a pool of connections of its own.</summary>
    /// <param name="address">Which side.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told each request at debug level, by method, path and outcome only.</param>
    public FinesseRest(FinesseAddress address, FinesseRestOptions options, TimeProvider time, ILogger<FinesseRest> logger)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        Address = address;
        _time = time;
        _logger = logger;
        _transport = new RestTransport(options, time);
        _resilience = new RestResilience(_transport, options, time);
    }

    /// <inheritdoc/>
    public FinesseAddress Address { get; }

    /// <inheritdoc/>
    public string? DeploymentType => Volatile.Read(ref _deploymentType);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <inheritdoc/>
    public async Task<FinesseReply<SystemInfo>> GetSystemInfoAsync(CancellationToken cancellationToken = default)
    {
        var reply = await GetAsync(null, At("SystemInfo"), static body => FinesseXml.ParseSystemInfo(body), cancellationToken);
        if (reply.Value?.DeploymentType is { } deployment)
            Volatile.Write(ref _deploymentType, deployment);
        return reply;
    }

    /// <inheritdoc/>
    public Task<FinesseReply<FinesseUser>> GetUserAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("User", userId), static body => FinesseXml.ParseUser(body), cancellationToken);

    /// <inheritdoc/>
    public Task<FinesseReply<ValueList<FinesseDialog>>> GetDialogsAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("User", userId, "Dialogs"), static body => FinesseXml.ParseDialogs(body), cancellationToken);

    /// <inheritdoc/>
    public Task<FinesseReply<FinesseDialog>> GetDialogAsync(
        FinesseCredentials credentials, string dialogId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("Dialog", dialogId), static body => FinesseXml.ParseDialog(body), cancellationToken);

    /// <inheritdoc/>
    public Task<FinesseReply> PutUserAsync(
        FinesseCredentials credentials,
        string userId,
        UserRequest request,
        string requestId,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ChangeAsync(HttpMethod.Put, credentials, At("User", userId), request.ToXml(), requestId, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FinesseReply> PostDialogAsync(
        FinesseCredentials credentials,
        string userId,
        NewDialogRequest request,
        string requestId,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ChangeAsync(HttpMethod.Post, credentials, At("User", userId, "Dialogs"), request.ToXml(), requestId, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FinesseReply> PutDialogAsync(
        FinesseCredentials credentials,
        string dialogId,
        DialogRequest request,
        string requestId,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ChangeAsync(HttpMethod.Put, credentials, At("Dialog", dialogId), request.ToXml(), requestId, cancellationToken);
    }

    private async Task<FinesseReply<T>> GetAsync<T>(
        FinesseCredentials? credentials, Uri uri, Func<string, Parsed<T>> parse, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await CarryOutAsync(new(HttpMethod.Get, uri, credentials, null, null), cancellationToken);
        return answer.Read(parse);
    }

    private async Task<FinesseReply> ChangeAsync(
        HttpMethod method, FinesseCredentials credentials, Uri uri, string xml, string requestId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var call = new RestCall(method, uri, credentials, RestCall.CheckedRequestId(requestId), xml);
        return (await CarryOutAsync(call, cancellationToken)).ToReply();
    }

    private async Task<RestAnswer> CarryOutAsync(RestCall call, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        var answer = await _resilience.CarryOutAsync(call, cancellationToken);
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            var outcome = answer.Failure?.ToString() ?? answer.Status.ToString();
            var elapsed = _time.GetElapsedTime(begun).TotalMilliseconds;
            Log.Answered(_logger, call.Method.Method, call.Uri.AbsolutePath, outcome, elapsed);
        }
        return answer;
    }

    private Uri At(params ReadOnlySpan<string> segments)
    {
        // Written by hand: two for each agent of a takeover, and Flurl's Url reads the whole address anew for each segment.
        var path = new StringBuilder(Address.RestBase.AbsoluteUri.TrimEnd('/'));
        foreach (var segment in segments)
            path.Append('/').Append(Uri.EscapeDataString(RestCall.CheckedSegment(segment)));
        return new Uri(path.ToString());
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path}: {Outcome} after {Milliseconds:0.0} ms")]
        internal static partial void Answered(ILogger logger, string method, string path, string outcome, double milliseconds);
    }
}
