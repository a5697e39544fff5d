using System.Globalization;

namespace Connector.Lab.Processes;

/// <summary>
/// A system clock that jumps for chosen processes while they run, by Debian's <c>libfaketime</c>: what they read as the time of day moves, what
/// they measure spans with (the monotonic clock) does not, as when a host's clock is set.
/// </summary>
public sealed class MovableClock : IDisposable
{
    private readonly string _library;
    private readonly DirectoryInfo _folder;
    private readonly string _file;

    /// <summary>Makes a clock that goes as the system's.</summary>
    /// <exception cref="InvalidOperationException">The library is missing; the message names the Debian package.</exception>
    public MovableClock()
    {
        _library = Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu")
            .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists) ?? throw new InvalidOperationException(
                "Jumping clocks need the library libfaketimeMT.so.1, which is missing. Install Debian's package 'libfaketime' (apt-get install libfaketime).");
        _folder = Directory.CreateTempSubdirectory("lab-clock-");
        _file = Path.Combine(_folder.FullName, "offset");
        Set(TimeSpan.Zero);
    }

    /// <summary>How far it is ahead of the system's clock; negative where behind.</summary>
    public TimeSpan Offset { get; private set; }

    /// <summary>The environment variables of a process that goes by this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LD_PRELOAD"] = _library,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        // How often the file is read, in seconds: at each reading of the clock it would cost more than the clock.
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>Sets it; its processes see it within a second.</summary>
    /// <param name="offset">How far it shall be ahead of the system's clock; negative for behind.</param>
    public void Set(TimeSpan offset)
    {
        // Whole at every moment: a reader finds the old file or the new one.
        var next = _file + ".next";
        File.WriteAllText(next, offset.TotalSeconds.ToString("+0.###;-0.###", CultureInfo.InvariantCulture) + "\n");
        File.Move(next, _file, overwrite: true);
        Offset = offset;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
