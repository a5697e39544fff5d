using Connector.Xmpp.Live;
using Connector.Xmpp.Negotiation;
using Connector.Xmpp.Streams;
using Connector.Xmpp.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.Xmpp;

/// <summary>Begins XMPP sessions, over TCP (RFC 6120, 3) or a WebSocket (RFC 7395). One serves any number of sessions, of any number of servers.</summary>
public sealed class XmppConnector : IXmppConnector
{
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private int _warnedOfPassword;
    private int _warnedOfCertificate;

    /// <summary>Creates a connector.</summary>
    /// <param name="logger">Where sessions' beginnings and ends are told.</param>
    /// <param name="time">The clock; the system's where null.</param>
    public XmppConnector(ILogger<XmppConnector> logger, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(logger);
        _logger = logger;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async Task<IXmppSession> ConnectAsync(
        XmppSessionOptions options, IXmppStanzaHandler handler, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        options.Validate();
        if (options.Tls.AcceptAnyCertificate && options.Security != XmppSecurity.None && Interlocked.Exchange(ref _warnedOfCertificate, 1) == 0)
            XmppLog.AnyCertificate(_logger, options.Host, options.Port);

        using var expiry = new CancellationTokenSource(options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        ReachedStream reached = await XmppDialer.ReachAsync(options, either.Token, cancellationToken).ConfigureAwait(false);
        try
        {
            return await BeginAsync(reached, options, handler, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception aborted) when (cancellationToken.IsCancellationRequested)
        {
            // A WebSocket that is cancelled between two receipts is aborted, and says only that.
            throw new OperationCanceledException(aborted.Message, aborted, cancellationToken);
        }
        catch (Exception exception)
        {
            throw reached.AnswersTlsAlert && !options.IsTlsFirst
                ? XmppTlsHandshake.Failed(options, XmppTlsFailure.PortIsTls, "", exception)
                : exception as XmppConnectException ?? new XmppConnectException(Classify(exception, options));
        }
    }

    private async Task<IXmppSession> BeginAsync(
        ReachedStream reached, XmppSessionOptions options, IXmppStanzaHandler handler, CancellationToken cancellationToken)
    {
        IXmppWire wire = await XmppDialer.PrepareAsync(reached, options, _time, cancellationToken).ConfigureAwait(false);
        XmppSession? session = null;
        try
        {
            (Jid jid, bool sessionRequired) = await new XmppNegotiation(wire, options, WarnOfPassword)
                .RunAsync(cancellationToken).ConfigureAwait(false);

            // From here on the session owns the wire: what comes before the presence is sent must not be lost.
            session = new XmppSession(wire, jid, options, handler, _time, _logger);
            XmppLog.SessionLive(
                _logger, jid, options.Host, options.Port, options.Transport, wire.IsProtected ? "protected by TLS" : "unprotected");
            session.Start();
            if (sessionRequired)
                await session.RequestAsync(XmppStanzas.SessionRequest(), options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
            if (options.Priority is { } priority)
                await session.AnnounceAsync(priority, options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            IAsyncDisposable owner = session is null ? wire : session;
            await owner.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        void WarnOfPassword(string mechanism)
        {
            if (Interlocked.Exchange(ref _warnedOfPassword, 1) == 0)
                XmppLog.UnprotectedPassword(_logger, options.Host, options.Port, mechanism);
        }
    }

    private static XmppSessionEnd Classify(Exception exception, XmppSessionOptions options)
    {
        string where = $"{options.Host}:{options.Port}";
        return exception switch
        {
            XmppSessionEndedException ended => ended.End,
            XmppProtocolException protocol => new XmppSessionEnd(
                XmppEndReason.ProtocolViolation, $"What {where} sent is no XMPP: {protocol.Message}", protocol.Condition, protocol),
            XmppStanzaException refused => new XmppSessionEnd(
                XmppEndReason.PolicyRefused, $"{where} refused the session request. {refused.Message}", refused.Condition, refused),
            OperationCanceledException or TimeoutException => new XmppSessionEnd(
                XmppEndReason.PeerSilent,
                $"{where} took the connection, but the sign-in was not done within {options.ConnectTimeout.TotalSeconds:0.###} s.",
                Cause: exception),
            _ => new XmppSessionEnd(
                XmppEndReason.ConnectionLost, $"The connection to {where} broke during the sign-in: {exception.Message}", Cause: exception),
        };
    }
}
