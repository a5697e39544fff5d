using System.Security.Cryptography.X509Certificates;
using System.Text;
using Flurl;
using Flurl.Http;

namespace Connector.Finesse.Rest;

/// <summary>Makes single attempts over one pool of connections. All that Flurl and HTTP throw ends here.</summary>
internal sealed class RestTransport : IDisposable
{
    private const int MaxRedirects = 2;

    private readonly FinesseRestOptions _options;
    private readonly TimeProvider _time;
    private readonly FlurlClient _client;

    internal RestTransport(FinesseRestOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _client = new FlurlClient(NewHttpClient(options));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Flurl 2.4.2 leaves a client that it was given to its owner.
        _client.HttpClient.Dispose();
        _client.Dispose();
    }

    /// <summary>Makes one attempt, and for a GET follows a redirect to the same host.</summary>
    internal async Task<RestAnswer> AttemptAsync(RestCall call, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(call, cancellationToken);
        for (var hop = 0; hop < MaxRedirects && call.IsGet && MayFollow(call.Uri, answer); hop++)
        {
            call = call with { Uri = answer.Location! };
            answer = await SendAsync(call, cancellationToken);
        }
        return answer;
    }

    /// <summary>
    /// Credentials go only to the host they were meant for, and never from TLS to clear text. A PUT or POST is not followed at
    /// all: the redirect of a plain HTTP port (12.x) is a fault of the configuration that has to be seen.
    /// </summary>
    private static bool MayFollow(Uri from, RestAnswer answer) =>
        answer.IsRedirect && answer.Location is { } to
        && string.Equals(from.Host, to.Host, StringComparison.OrdinalIgnoreCase)
        && (to.Scheme == Uri.UriSchemeHttps || to.Scheme == from.Scheme);

    private static HttpClient NewHttpClient(FinesseRestOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            // One pool serves many agents: a JSESSIONID of one must never travel with another's request.
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConnections,
            PooledConnectionIdleTimeout = options.IdleConnectionLifetime,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = System.Net.DecompressionMethods.All,
        };
        if (options.TrustedAuthorities.Count > 0)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(options.TrustedAuthorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        // The attempt's own limit rules; HttpClient's would be a second one.
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private async Task<RestAnswer> SendAsync(RestCall call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var content = call.Body is { } body ? new TrackedXmlContent(body) : null;
        var status = 0;
        try
        {
            using var response = await Request(call)
                .SendAsync(call.Method, content, either.Token, HttpCompletionOption.ResponseHeadersRead);
            status = (int)response.StatusCode;
            await response.Content.LoadIntoBufferAsync(_options.MaxResponseBytes, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            var location = response.Headers.Location is { } to && Uri.TryCreate(call.Uri, to, out var full) ? full : null;
            return new(null, status, Encoding.UTF8.GetString(bytes), location);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Of a change the status is the answer; the body that broke off could only have explained it.
            if (status != 0 && !call.IsGet)
                return new(null, status, "", null);
            var cause = exception is FlurlHttpException { InnerException: { } inner } ? inner : exception;
            var wasSent = content?.WasSent ?? true;
            return new(FailureClassifier.Judge(cause, wasSent, limit.IsCancellationRequested, _options.AttemptTimeout), 0, "", null);
        }
    }

    private IFlurlRequest Request(RestCall call)
    {
        var request = new FlurlRequest(new Url(call.Uri.AbsoluteUri)).WithClient(_client).AllowAnyHttpStatus();
        // Flurl's own limit would be a third one.
        request.Settings.Timeout = null;
        request = request.WithHeader("Accept", "application/xml");
        if (call.Credentials is { } credentials)
            request = request.WithHeader("Authorization", credentials.ToHeader().ToString());
        return call.RequestId is { } requestId ? request.WithHeader("requestId", requestId) : request;
    }
}
