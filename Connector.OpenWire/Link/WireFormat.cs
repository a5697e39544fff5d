using System.Globalization;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire.Link;

/// <summary>
/// What both sides agreed on: each side sends its WireFormatInfo at once, the smaller figure holds, and what one side switches off is off
/// (org.apache.activemq.openwire.OpenWireFormat.renegotiateWireFormat).
/// </summary>
internal sealed record WireFormat(int Version, int MaxFrameBytes, TimeSpan MaxInactivity, string Product, string ProductVersion)
{
    /// <summary>The one version this client speaks: ActiveMQ 5.12 and newer.</summary>
    internal const int SupportedVersion = 12;

    private const string MaxInactivityKey = "MaxInactivityDuration";

    // Spelled so in ActiveMQ; the correct spelling is not read.
    private const string InitialDelayKey = "MaxInactivityDurationInitalDelay";
    private const string MaxFrameSizeKey = "MaxFrameSize";

    /// <summary>What this side says.</summary>
    internal static WireFormatInfo Offer(OpenWireOptions options)
    {
        var inactivity = (long)options.MaxInactivity.TotalMilliseconds;
        return new WireFormatInfo(
            SupportedVersion,
            new Dictionary<string, object?>
            {
                ["TcpNoDelayEnabled"] = true,
                ["SizePrefixDisabled"] = false,
                ["CacheEnabled"] = false,
                ["TightEncodingEnabled"] = false,
                ["StackTraceEnabled"] = false,
                ["MaxFrameSizeEnabled"] = true,
                [MaxFrameSizeKey] = (long)options.MaxFrameBytes,
                [MaxInactivityKey] = inactivity,
                // The broker's first keep-alive comes after this delay and a third of the limit, which must be before the limit.
                [InitialDelayKey] = Math.Min(inactivity / 3, 10_000L),
                ["ProviderName"] = "Generic Connector OpenWire",
                ["ProviderVersion"] = typeof(WireFormat).Assembly.GetName().Version?.ToString(3) ?? "",
                ["PlatformDetails"] = ".NET " + Environment.Version.ToString(),
            });
    }

    /// <summary>What comes out of the broker's offer and ours.</summary>
    /// <exception cref="ProtocolViolationException">The broker is too old.</exception>
    internal static WireFormat Agree(WireFormatInfo theirs, OpenWireOptions options)
    {
        if (theirs.Version < SupportedVersion)
        {
            throw new ProtocolViolationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The broker speaks OpenWire {theirs.Version}; this client needs {SupportedVersion}, which ActiveMQ Classic has since 5.12."));
        }

        var maxFrame = Math.Min(options.MaxFrameBytes, Number(theirs, MaxFrameSizeKey) is var frame and > 0 ? frame : long.MaxValue);
        var inactivity = Number(theirs, MaxInactivityKey);
        return new WireFormat(
            SupportedVersion,
            (int)maxFrame,
            inactivity <= 0 || options.MaxInactivity <= TimeSpan.Zero
                ? TimeSpan.Zero
                : TimeSpan.FromMilliseconds(Math.Min(inactivity, options.MaxInactivity.TotalMilliseconds)),
            theirs.Properties.GetValueOrDefault("ProviderName") as string ?? "",
            theirs.Properties.GetValueOrDefault("ProviderVersion") as string ?? "");
    }

    private static long Number(WireFormatInfo info, string key) => info.Properties.GetValueOrDefault(key) switch
    {
        long number => number,
        int number => number,
        _ => 0,
    };
}
