namespace Connector.Service.Cluster.Sync;

/// <summary>What was said and has not gone out yet: what of it goes as one message. One place at a time.</summary>
internal sealed class SyncWaiting
{
    /// <summary>No more messages go as one.</summary>
    public const int Most = 32;

    /// <summary>What is larger, in bytes of their bodies, does not go as one.</summary>
    public const int MostBytes = 32 * 1024;

    private readonly List<SyncFrame> _frames = [];
    private int _bytes;

    /// <summary>Whether what waits has to go out now.</summary>
    public bool IsFull => _frames.Count >= Most || _bytes >= MostBytes;

    /// <summary>Whether a message may go together with what waits.</summary>
    public bool Takes(SyncFrame frame) => _frames.Count == 0 || (!IsFull && _bytes + frame.Body.Length <= MostBytes);

    /// <summary>Puts a message in line.</summary>
    public void Add(SyncFrame frame)
    {
        _frames.Add(frame);
        _bytes += frame.Body.Length;
    }

    /// <summary>Takes out all that waits, as one message: one that is alone as it is.</summary>
    /// <returns>The message; null: nothing waits.</returns>
    public SyncFrame? Take()
    {
        if (_frames.Count == 0)
            return null;
        // Out of the line first: what could not be written does not stand in the way of what comes after it.
        SyncFrame[] frames = [.. _frames];
        _frames.Clear();
        _bytes = 0;
        return frames.Length == 1 ? frames[0] : SyncBatch.Encode(frames);
    }
}
