using System.Collections.Immutable;

namespace Connector.Core.Ingest;

/// <summary>What the inbox wants to know of the store before it decides.</summary>
/// <param name="Messages">Keys of messages: <see cref="MessageKey.OfMessage"/>.</param>
/// <param name="Users">Keys of users that events are of: <see cref="MessageKey.OfUser"/>.</param>
/// <param name="NewUsers">Keys of users that are registered now; what waits for them is told.</param>
public sealed record MessageQuestion(IReadOnlyCollection<UInt128> Messages, IReadOnlyCollection<UInt128> Users, IReadOnlyCollection<UInt128> NewUsers);

/// <param name="Seen">Those of the messages that came before, with the place in the inbox at which they did.</param>
/// <param name="Registered">Those of the users that are registered.</param>
/// <param name="Waiting">What waits for one of the new users, in order of arrival.</param>
public sealed record MessageFacts(IReadOnlyDictionary<UInt128, long> Seen, IReadOnlySet<UInt128> Registered, IReadOnlyList<WaitingMessage> Waiting);

/// <summary>An event whose user nobody has registered yet.</summary>
/// <param name="Id">The store's; 0: it is not stored yet.</param>
/// <param name="Users">One or two keys; the message waits for any of them.</param>
/// <param name="At">When it came, Unix milliseconds.</param>
/// <param name="Record">As hooks see it: <see cref="MessageText"/>.</param>
public sealed record WaitingMessage(long Id, string Integration, string Resource, ImmutableArray<UInt128> Users, long At, string Record);

/// <summary>What the inbox wants remembered.</summary>
/// <param name="Seen">Messages that came for the first time, with their place in the inbox.</param>
/// <param name="At">When it is written, Unix milliseconds.</param>
/// <param name="Registered">Keys of users; known ones are passed over.</param>
/// <param name="Waiting">Events that wait from now on.</param>
/// <param name="Released">Ids of those that wait no more.</param>
public sealed record MessageChanges(
    IReadOnlyList<(UInt128 Key, long Place)> Seen,
    long At,
    IReadOnlyCollection<UInt128> Registered,
    IReadOnlyList<WaitingMessage> Waiting,
    IReadOnlyList<long> Released);
