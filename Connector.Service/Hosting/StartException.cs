namespace Connector.Service.Hosting;

/// <summary>The service cannot start as it is configured; the message is the one sentence that the operator gets.</summary>
/// <param name="message">What is wrong, and what is allowed.</param>
public sealed class StartException(string message) : Exception(message);
