using System.Text;
using Connector.FinesseSimulator.Faults;

namespace Connector.FinesseSimulator.Recording;

/// <summary>Stands in front of everything that one port serves and tells the recorder. Of the credentials it keeps the user
/// only.</summary>
/// <param name="recorder">Who keeps it.</param>
/// <param name="side">The server; none on the port of the control API alone.</param>
/// <param name="nameIn">The user whom an <c>Authorization</c> header names.</param>
internal sealed class RecordingMiddleware(Recorder recorder, string? side, Func<string?, string> nameIn)
{
    private const int MaxKeptBytes = 64 * 1024;

    private static readonly string[] NotPlayedBack = ["/sim/recording", "/sim/replay"];

    /// <summary>Has one request handled and keeps it.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!recorder.IsOn) await next(context);
        else if (request.Path.StartsWithSegments("/finesse", StringComparison.Ordinal)) await KeepBothAsync(context, next);
        else await KeepControlAsync(context, next);
    }

    private async Task KeepControlAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var changes = HttpMethods.IsPost(request.Method) || HttpMethods.IsDelete(request.Method);
        if (changes && !NotPlayedBack.Any(path => request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
        {
            recorder.Add(new RecordedEvent(0, side, RecordedKind.Control)
            {
                Method = request.Method,
                Path = request.Path + request.QueryString,
                Text = await ReadBodyAsync(request, context.RequestAborted),
            });
        }

        await next(context);
    }

    private async Task KeepBothAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var number = recorder.NextRequest();
        recorder.Add(new RecordedEvent(0, side, RecordedKind.Request)
        {
            Number = number,
            User = nameIn(request.Headers.Authorization) is { Length: > 0 } user ? user : null,
            Method = request.Method,
            Path = request.Path + request.QueryString,
            RequestId = request.Headers["requestId"].ToString(),
            Text = await ReadBodyAsync(request, context.RequestAborted),
        });
        var body = context.Response.Body;
        var copy = new CopyingStream(body, MaxKeptBytes);
        context.Response.Body = copy;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
            recorder.Add(new RecordedEvent(0, side, RecordedKind.Answer)
            {
                Number = number,
                Status = IsLost(context) ? 0 : context.Response.StatusCode,
                Text = copy.Text,
            });
        }
    }

    // By a fault, or because the client has gone.
    private static bool IsLost(HttpContext context) =>
        context.Items.ContainsKey(FaultyRest.AnswerLost) || context.RequestAborted.IsCancellationRequested;

    private static async Task<string> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Read here and once more by whoever is asked.
        request.EnableBuffering();
        var buffer = new byte[MaxKeptBytes];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        request.Body.Position = 0;
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    // Passes everything on and keeps the beginning.
    private sealed class CopyingStream(Stream inner, int max) : Stream
    {
        private readonly MemoryStream _copy = new();

        public string Text => Encoding.UTF8.GetString(_copy.GetBuffer(), 0, (int)_copy.Length);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Write(byte[] buffer, int offset, int count)
        {
            Keep(buffer.AsSpan(offset, count));
            inner.Write(buffer, offset, count);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Keep(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Keep(ReadOnlySpan<byte> bytes) =>
            _copy.Write(bytes[..(int)Math.Min(bytes.Length, max - _copy.Length)]);
    }
}
