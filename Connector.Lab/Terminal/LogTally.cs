using System.Runtime.InteropServices;
using System.Text;
using Connector.Lab.ClientApps;

namespace Connector.Lab.Terminal;

/// <summary>Counts the lines of a client app's log while it is being written, each once.</summary>
/// <param name="file">The log; it need not be there yet.</param>
internal sealed class LogTally(string file)
{
    private readonly Dictionary<ClientLineKind, long> _counts = [];
    private readonly List<byte> _unfinished = [];
    private long _read;

    /// <summary>How many lines of a kind there were when it was last read.</summary>
    public long Of(ClientLineKind kind) => _counts.GetValueOrDefault(kind);

    /// <summary>Reads what has been added.</summary>
    public void ReadOn()
    {
        if (!File.Exists(file))
            return;
        using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        log.Position = _read;
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = log.Read(buffer)) > 0)
        {
            _read += count;
            foreach (var each in buffer.AsSpan(0, count))
            {
                if (each == (byte)'\n')
                    Count();
                else
                    _unfinished.Add(each);
            }
        }
    }

    private void Count()
    {
        if (ClientLine.Read(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_unfinished))) is { } line)
            _counts[line.Kind] = _counts.GetValueOrDefault(line.Kind) + 1;
        _unfinished.Clear();
    }
}
