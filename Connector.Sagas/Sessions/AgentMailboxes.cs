using System.Collections.Concurrent;

namespace Connector.Sagas.Sessions;

/// <summary>Whether a mailbox took an input.</summary>
internal enum Posting
{
    Taken,
    Full,
    Closed,
}

/// <summary>Hands inputs on one at a time per agent, in the order in which they were posted; different agents side by side.
/// A mailbox exists, and costs something, only while it has something to do.</summary>
internal sealed class AgentMailboxes : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Mailbox> _mailboxes = new(StringComparer.Ordinal);
    private readonly int _capacity;
    private readonly Func<ISessionInput, Task> _handle;
    private volatile bool _closed;

    /// <summary>Mailboxes with nothing in them.</summary>
    /// <param name="capacity">How many inputs of one agent may wait before those that may be turned away are.</param>
    /// <param name="handle">Called with one input of an agent at a time; must not throw.</param>
    internal AgentMailboxes(int capacity, Func<ISessionInput, Task> handle)
    {
        _capacity = capacity;
        _handle = handle;
    }

    internal Posting Post(ISessionInput input)
    {
        while (!_closed)
        {
            var mailbox = _mailboxes.GetOrAdd(input.AgentId, static (_, owner) => new Mailbox(owner), this);
            if (mailbox.TryPost(input) is { } posting)
                return posting;
        }

        return Posting.Closed;
    }

    /// <summary>Puts inputs before everything that waits; called while one of the agent's inputs is handled.</summary>
    internal void PostFirst(string agentId, IReadOnlyList<ISessionInput> inputs)
    {
        if (_mailboxes.TryGetValue(agentId, out var mailbox))
            mailbox.PostFirst(inputs);
    }

    /// <summary>Takes no more, and waits until everything taken is handled.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await Task.WhenAll(_mailboxes.Values.Select(mailbox => mailbox.Emptied)).ConfigureAwait(false);
    }

    private sealed class Mailbox(AgentMailboxes owner)
    {
        private readonly Lock _gate = new();
        private readonly Queue<ISessionInput> _waiting = new();
        private Queue<ISessionInput> _first = new();
        private Task? _emptied;
        private bool _overflowed;
        private bool _retired;

        internal Task Emptied
        {
            get
            {
                lock (_gate)
                    return _emptied ?? Task.CompletedTask;
            }
        }

        /// <summary>Null where the mailbox was retired meanwhile: a new one has to be used.</summary>
        internal Posting? TryPost(ISessionInput input)
        {
            lock (_gate)
            {
                if (_retired)
                    return null;
                if (_waiting.Count >= owner._capacity && input.MayBeTurnedAway)
                {
                    NoteOverflow(input);
                    return Posting.Full;
                }

                _waiting.Enqueue(input);
                _emptied ??= Task.Run(() => EmptyAsync(input.AgentId));
                return Posting.Taken;
            }
        }

        internal void PostFirst(IReadOnlyList<ISessionInput> inputs)
        {
            lock (_gate)
                _first = new([.. inputs, .. _first]);
        }

        /// <summary>A client that is turned away is told so; a lost notification leaves the session in doubt, which it has to
        /// know, once for all that are lost until it does.</summary>
        private void NoteOverflow(ISessionInput input)
        {
            if (_overflowed || input is CommandReceived)
                return;
            _overflowed = true;
            _waiting.Enqueue(new InboxOverflowed(input.AgentId));
        }

        private async Task EmptyAsync(string agentId)
        {
            while (TryNext(agentId, out var input))
                await owner._handle(input).ConfigureAwait(false);
        }

        private bool TryNext(string agentId, out ISessionInput input)
        {
            lock (_gate)
            {
                if (_first.TryDequeue(out input!))
                    return true;
                if (_waiting.TryDequeue(out input!))
                {
                    _overflowed &= input is not InboxOverflowed;
                    return true;
                }

                _retired = true;
                owner._mailboxes.TryRemove(agentId, out _);
                return false;
            }
        }
    }
}
