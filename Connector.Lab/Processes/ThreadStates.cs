using System.Globalization;

namespace Connector.Lab.Processes;

/// <summary>
/// Whether a process stands still, thread by thread, as Linux tells it (<c>/proc/PID/task/*/stat</c>). A signal that stops a process is only noted when it has
/// been sent: each thread goes on until it next comes by the kernel, and one that waits for the disk until the disk has answered.
/// </summary>
internal static class ThreadStates
{
    // The states of proc(5): stopped by a signal, and those of threads that are ending.
    private const string Stopped = "TXZ";

    /// <summary>Whether every thread of a process has stopped; true for one that has ended.</summary>
    internal static bool AllStopped(int processId) => Of(processId).All(static state => Stopped.Contains(state, StringComparison.Ordinal));

    /// <summary>Whether no thread of a process is stopped; true for one that has ended.</summary>
    internal static bool NoneStopped(int processId) => Of(processId).All(static state => state != 'T');

    private static IEnumerable<char> Of(int processId)
    {
        var tasks = new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/task"));
        return tasks.Exists ? tasks.EnumerateDirectories().Select(StateOf).OfType<char>() : [];
    }

    private static char? StateOf(DirectoryInfo thread)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(thread.FullName, "stat"));
            // The thread's name stands in brackets before the state, and may hold blanks and brackets of its own.
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            // The thread ended while we were looking.
            return null;
        }
    }
}
