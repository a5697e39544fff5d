using System.Globalization;
using System.Security;
using System.Text;

namespace Connector.Lab.Brokers;

/// <summary>Writes a broker's configuration from the embedded template.</summary>
internal static class ActiveMqConfiguration
{
    private const string Prefix = "Connector.Lab.Brokers.";

    /// <summary>The broker's XML.</summary>
    internal static string Xml(ActiveMqBrokerOptions options) => options.Configuration ?? Resource("activemq.template.xml")
        .Replace("<?lab policies?>", options.Policies, StringComparison.Ordinal)
        .Replace("<?lab plugins?>", Plugins(options), StringComparison.Ordinal)
        .Replace("<?lab sslContext?>", SslContext(options), StringComparison.Ordinal)
        .Replace("<?lab transportConnectors?>", TransportConnectors(options), StringComparison.Ordinal);

    /// <summary>The configuration that is shipped for one of the pair's brokers.</summary>
    internal static string Shipped(string name) => Resource(name + ".xml");

    /// <summary>The logging configuration.</summary>
    internal static string Log4J() => Resource("log4j.properties");

    private static string Plugins(ActiveMqBrokerOptions options)
    {
        if (options.Users.Count == 0)
            return "";
        var users = new StringBuilder();
        foreach (var (user, password) in options.Users)
            users.Append(CultureInfo.InvariantCulture, $"<authenticationUser username=\"{Escape(user)}\" password=\"{Escape(password)}\" groups=\"users\"/>");
        return $"<plugins><simpleAuthenticationPlugin><users>{users}</users></simpleAuthenticationPlugin></plugins>";
    }

    private static string SslContext(ActiveMqBrokerOptions options) => options.KeyStoreFile is null
        ? ""
        : $"""<sslContext><sslContext keyStore="file:{Escape(options.KeyStoreFile)}" keyStoreType="PKCS12" keyStorePassword="{Escape(options.KeyStorePassword)}"{TrustStore(options)}/></sslContext>""";

    private static string TrustStore(ActiveMqBrokerOptions options) => options.TrustStoreFile is null
        ? ""
        : $""" trustStore="file:{Escape(options.TrustStoreFile)}" trustStoreType="PKCS12" trustStorePassword="{Escape(options.TrustStorePassword)}" """;

    private static string TransportConnectors(ActiveMqBrokerOptions options)
    {
        var query = "wireFormat.maxFrameSize=104857600" + options.OpenWireQuery;
        var connectors = new StringBuilder();
        connectors.AppendLine("<transportConnector name=\"openwire\" uri=\"tcp://127.0.0.1:${openwire.port}?" + query + "\"/>");
        if (options.KeyStoreFile is not null)
            connectors.AppendLine("<transportConnector name=\"openwire+ssl\" uri=\"ssl://127.0.0.1:${tls.port}?" + query + (options.TrustStoreFile is null ? "" : "&amp;needClientAuth=true") + "\"/>");
        connectors.AppendLine("<transportConnector name=\"stomp\" uri=\"stomp://127.0.0.1:${stomp.port}\"/>");
        return connectors.ToString();
    }

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static string Resource(string name)
    {
        using var stream = typeof(ActiveMqConfiguration).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing in Connector.Lab.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
