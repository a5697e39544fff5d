using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Connector.Finesse.Rest;

/// <summary>One request to be made, as often as it may be.</summary>
/// <param name="Method">GET, PUT or POST.</param>
/// <param name="Uri">The full address.</param>
/// <param name="Credentials">Who asks; null where nobody needs to.</param>
/// <param name="RequestId">The <c>requestId</c> header; null on a GET.</param>
/// <param name="Body">The XML body; null on a GET.</param>
internal sealed record RestCall(HttpMethod Method, Uri Uri, FinesseCredentials? Credentials, string? RequestId, string? Body)
{
    private static readonly SearchValues<char> HeaderCharacters = SearchValues.Create(
        Enumerable.Range(0x21, 0x7f - 0x21).Select(c => (char)c).ToArray());

    internal bool IsGet => Method == HttpMethod.Get;

    /// <summary>An id may become one segment of a path, and nothing else.</summary>
    internal static string CheckedSegment(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        // System.Uri resolves these even when they are escaped, and would leave the object's path.
        if (id is "." or "..")
            throw new ArgumentException("An id may not be '.' or '..'.", nameof(id));
        return id;
    }

    internal static string CheckedRequestId(string requestId)
    {
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        return requestId.AsSpan().ContainsAnyExcept(HeaderCharacters)
            ? throw new ArgumentException("A request id travels in a header: visible ASCII characters only.", nameof(requestId))
            : requestId;
    }
}

/// <summary>
/// The body of a PUT or POST, which knows whether any of it was handed to a connection. Until then the request was surely not
/// carried out, whatever went wrong.
/// </summary>
internal sealed class TrackedXmlContent : HttpContent
{
    private readonly byte[] _bytes;

    internal TrackedXmlContent(string xml)
    {
        _bytes = Encoding.UTF8.GetBytes(xml);
        Headers.ContentType = new MediaTypeHeaderValue("application/xml");
    }

    /// <summary>Whether a connection has asked for the body.</summary>
    internal bool WasSent { get; private set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        WasSent = true;
        await stream.WriteAsync(_bytes, cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
