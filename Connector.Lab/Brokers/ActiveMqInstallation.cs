namespace Connector.Lab.Brokers;

/// <summary>Debian's package <c>activemq</c>: the jars from which a broker, or a Java client, can be run without its service.</summary>
public static class ActiveMqInstallation
{
    private const string JarFolder = "/usr/share/java";

    // Found by leaving each one out. openwire-legacy is for clients below v12, such as the official .NET one (v10).
    private static readonly string[] BrokerJars =
    [
        "activemq-broker", "activemq-client", "activemq-console", "activemq-kahadb-store", "activemq-openwire-legacy", "activemq-protobuf",
        "activemq-stomp", "activemq-spring", "activemq-jaas", "geronimo-j2ee-management-1.1-spec", "geronimo-jms_1.1_spec", "hawtbuf",
        "slf4j-api", "slf4j-log4j12", "log4j-1.2", "jcl-over-slf4j", "spring3-aop", "spring3-beans", "spring3-context", "spring3-core",
        "spring3-expression", "xbean-spring", "jackson-core", "jackson-databind", "jackson-annotations",
    ];

    private static readonly string[] ClientJars =
    [
        "activemq-client", "geronimo-j2ee-management-1.1-spec", "geronimo-jms_1.1_spec", "hawtbuf", "slf4j-api", "slf4j-log4j12", "log4j-1.2",
    ];

    /// <summary>The Java class path of a broker.</summary>
    /// <returns>The jars, joined by ':'.</returns>
    /// <exception cref="InvalidOperationException">A jar is missing; the message says which package brings it.</exception>
    public static string BrokerClassPath() => ClassPath(BrokerJars);

    /// <summary>The Java class path of a program that uses the Java client.</summary>
    /// <returns>The jars, joined by ':'.</returns>
    /// <exception cref="InvalidOperationException">A jar is missing; the message says which package brings it.</exception>
    public static string ClientClassPath() => ClassPath(ClientJars);

    /// <summary>Finds a program of the Java installation.</summary>
    /// <param name="program"><c>java</c>, or <c>javac</c>, which needs a JDK.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="InvalidOperationException">There is none; the message says which package brings it.</exception>
    public static string JavaProgram(string program = "java")
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home)
            folders = [Path.Combine(home, "bin"), .. folders];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"The broker needs Java, and there is no '{program}' on the PATH. Install Debian's package '{(program == "java" ? "default-jre-headless" : "default-jdk-headless")}' (apt-get install), or set JAVA_HOME.");
    }

    private static string ClassPath(string[] jars)
    {
        var paths = jars.Select(jar => Path.Combine(JarFolder, jar + ".jar")).ToList();
        var missing = paths.Where(path => !File.Exists(path)).ToList();
        return missing.Count == 0
            ? string.Join(':', paths)
            : throw new InvalidOperationException(
                $"A real ActiveMQ broker is needed and cannot be run: {string.Join(", ", missing)} missing. Install Debian's package 'activemq' (apt-get install activemq).");
    }
}
