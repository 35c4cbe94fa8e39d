using System.Text;

namespace Connector.Core.Ingest;

/// <summary>Decides for the messages of one integration which are new, which wait for their user, and which waited for this one.</summary>
internal sealed class Registration
{
    private readonly TakenMessages _taken;
    private readonly MessageLane _lane;
    private readonly MessageFacts _facts;
    private readonly HashSet<UInt128> _seen = [];
    private readonly List<(UInt128, long)> _new = [];
    private readonly HashSet<UInt128> _registered = [];
    private readonly Dictionary<UInt128, List<WaitingMessage>> _stored = [];
    private readonly List<long> _released = [];
    private readonly Dictionary<UInt128, List<int>> _waitingFor = [];
    private readonly SortedSet<int> _waiting = [];

    public Registration(TakenMessages taken, MessageLane lane, MessageFacts facts)
    {
        (_taken, _lane, _facts) = (taken, lane, facts);
        foreach (WaitingMessage message in facts.Waiting)
        {
            foreach (UInt128 user in message.Users)
            {
                ListOf(_stored, user).Add(message);
            }
        }
    }

    /// <summary>Messages that came before.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Messages that came for the first time.</summary>
    public int Fresh => _new.Count;

    /// <summary>Events that began to wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Events that had waited since an earlier page.</summary>
    public int Released => _released.Count;

    /// <summary>What is asked before deciding.</summary>
    public static MessageQuestion QuestionOf(TakenMessages taken)
    {
        var messages = new List<UInt128>(taken.Messages.Count);
        var users = new HashSet<UInt128>();
        var registered = new HashSet<UInt128>();
        foreach (TakenMessage message in taken.Messages)
        {
            messages.Add(message.Key);
            (message.Type == Records.LogResource.User ? registered : users).UnionWith(message.Users);
        }

        return new MessageQuestion(messages, users, registered);
    }

    /// <summary>Hands what is to be applied to the hooks, in order.</summary>
    public void Decide(MessageBatch batch)
    {
        for (int i = 0; i < _taken.Messages.Count; i++)
        {
            TakenMessage message = _taken.Messages[i];
            bool isStored = _facts.Seen.TryGetValue(message.Key, out long place);
            if (isStored && place == message.Place)
            {
                // The same request again: a process was killed between its commit and that of the place.
                continue;
            }

            if (isStored || !_seen.Add(message.Key))
            {
                Duplicates++;
                continue;
            }

            _new.Add((message.Key, message.Place));
            if (message.Type == Records.LogResource.User)
            {
                _lane.Select(message.Type, _taken.TextOf(message.Text), batch);
                Register(message, batch);
            }
            else if (Waits(message))
            {
                Wait(i, message);
            }
            else
            {
                _lane.Select(message.Type, _taken.TextOf(message.Text), batch);
            }
        }
    }

    public MessageChanges Changes(long now) => new(
        _new,
        now,
        _registered,
        [.. _waiting.Select(i => _taken.Messages[i]).Select(message => new WaitingMessage(
            0, _lane.Integration.Name, message.Type.Name, message.Users, message.At, Encoding.UTF8.GetString(_taken.TextOf(message.Text))))],
        _released);

    /// <summary>A business event is of no user in particular, and one that no hook looks at need not be kept.</summary>
    private bool Waits(TakenMessage message)
    {
        if (message.Type == Records.LogResource.BusinessEvent || !_lane.Wants(message.Type))
        {
            return false;
        }

        foreach (UInt128 user in message.Users)
        {
            if (_registered.Contains(user) || _facts.Registered.Contains(user))
            {
                return false;
            }
        }

        return true;
    }

    private void Wait(int index, TakenMessage message)
    {
        _waiting.Add(index);
        foreach (UInt128 user in message.Users)
        {
            ListOf(_waitingFor, user).Add(index);
        }
    }

    private void Register(TakenMessage message, MessageBatch batch)
    {
        var stored = new SortedDictionary<long, WaitingMessage>();
        var own = new SortedSet<int>();
        foreach (UInt128 user in message.Users)
        {
            _registered.Add(user);
            if (_stored.Remove(user, out List<WaitingMessage>? waiting))
            {
                waiting.ForEach(one => stored[one.Id] = one);
            }

            if (_waitingFor.Remove(user, out List<int>? indexes))
            {
                own.UnionWith(indexes);
            }
        }

        foreach (WaitingMessage one in stored.Values.Where(one => !_released.Contains(one.Id)))
        {
            _released.Add(one.Id);
            _lane.Select(Records.LogResource.Find(one.Resource)!, _taken.TextOf(_taken.AddText(one.Record)), batch);
        }

        foreach (int index in own.Where(_waiting.Remove))
        {
            TakenMessage one = _taken.Messages[index];
            _lane.Select(one.Type, _taken.TextOf(one.Text), batch);
        }
    }

    private static List<T> ListOf<T>(Dictionary<UInt128, List<T>> lists, UInt128 key)
    {
        if (!lists.TryGetValue(key, out List<T>? list))
        {
            lists.Add(key, list = []);
        }

        return list;
    }
}
