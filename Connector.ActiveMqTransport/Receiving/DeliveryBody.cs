using System.Text;
using Connector.OpenWire;
using MassTransit;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>The body of a delivery, copied out of its borrowed memory at first use. Text and bytes messages read alike.</summary>
internal sealed class DeliveryBody(Delivery delivery) : MessageBody
{
    private byte[]? _bytes;

    /// <inheritdoc/>
    public long? Length => GetBytes().Length;

    /// <inheritdoc/>
    public byte[] GetBytes() => _bytes ??= delivery.Body.ToArray();

    /// <inheritdoc/>
    public string GetString() => Encoding.UTF8.GetString(GetBytes());

    /// <inheritdoc/>
    public Stream GetStream() => new MemoryStream(GetBytes(), writable: false);
}
