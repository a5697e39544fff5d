using MassTransit;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>
/// MassTransit's headers as JMS properties, under their own names. Types as the official transport writes them: JMS knows the
/// primitives and text only.
/// </summary>
internal static class MessageProperties
{
    /// <summary>The properties of an outgoing message, its content type among them.</summary>
    public static Dictionary<string, object?> From(SendHeaders headers, string? contentType)
    {
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in headers.GetAll())
        {
            if (name != MessageHeaders.TransportMessageId && ToProperty(value) is { } property)
                properties[name] = property;
        }
        if (contentType is not null)
            properties[MessagePropertyNames.ContentType] = contentType;
        return properties;
    }

    /// <summary>A header's value as the value of a JMS property; null for one that is not written.</summary>
    public static object? ToProperty(object? value) => value switch
    {
        null => null,
        string text => text,
        Uri address => address.ToString(),
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        DateTime time => new DateTimeOffset(time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time)
            .ToUnixTimeMilliseconds(),
        true => bool.TrueString,
        // A header that is set to false reads like one that is not there.
        false => null,
        sbyte or char or short or int or long or float or double => value,
        byte number => (short)number,
        ushort number => (int)number,
        uint number => (long)number,
        Guid or Enum or TimeSpan => value.ToString(),
        IFormattable other => other.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}
