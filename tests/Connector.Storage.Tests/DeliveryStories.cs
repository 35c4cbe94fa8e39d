using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Destinations, and batches that give them something to hear of.</summary>
internal static class DeliveryStories
{
    public static readonly DeliveryPace Pace = new(
        100, 4, 1000, 2, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromDays(3));

    public static AltcraftDestination Altcraft(string name = "altcraft", bool active = true) => new(
        name,
        name,
        active,
        new Uri("http://127.0.0.1:1"),
        Sends.Profiles | Sends.Goals,
        Pace,
        "token",
        ImmutableDictionary<string, long>.Empty.Add(Customers, 12),
        ImmutableDictionary<string, long>.Empty,
        ImmutableDictionary<string, long>.Empty.Add("app", 3),
        AltcraftMatching.EmailProfile,
        null);

    public static MetrixDestination Metrix(string name = "metrix") => new(
        name, name, true, new Uri("http://127.0.0.1:1"), Sends.Profiles | Sends.Goals, Pace, "id", "key", [Customers], null, [], null, null);

    public static ValueTask PrepareAsync(this OpenStore store, params Destination[] destinations) => store.PrepareAsync(
        Catalog() with { Destinations = destinations.ToImmutableDictionary(one => one.Name) }, KeysOf);

    /// <summary>A profile that was not there before.</summary>
    public static async Task<long> CreateAsync(this OpenStore store, string? email, params Goal[] goals)
    {
        long id = 0;
        await store.CommitAsync(batch =>
        {
            ProfileState profile = batch.Create(email is null ? [] : [Email(email)]);
            profile.HasNews = true;
            if (email is not null)
            {
                profile.SetField("email", email);
            }

            id = profile.Id;
            batch.Write(changes => changes with { Goals = [.. goals.Select(goal => goal with { Profile = id })] });
        });
        return id;
    }

    /// <summary>Changes a profile as a batch does.</summary>
    public static Task ChangeAsync(this OpenStore store, long id, Action<ProfileState> change) => store.CommitAsync(async batch =>
    {
        ProfileState profile = (await batch.Transaction.LoadAsync(batch.Set, id, default))!;
        change(profile);
        profile.IsDirty = profile.HasNews = true;
        batch.Write(changes => changes);
    });

    public static Task AddGoalsAsync(this OpenStore store, params Goal[] goals) =>
        store.CommitAsync(batch => batch.Write(changes => changes with { Goals = goals }));

    public static void SetField(this ProfileState profile, string field, string value)
    {
        if (!profile.Fields.TryGetValue(field, out FieldState? state))
        {
            profile.Fields.Add(field, state = new FieldState());
        }

        (state.Plain, state.PlainStamp) = (value, At(0));
    }

    public static async Task<List<Delivery>> AllAsync(this OpenStore store, string? destination = null) =>
        await store.Deliveries.ListAsync(new DeliveryQuery(destination), default).ToListAsync();

    /// <summary>What is pending: the kind, and of a goal its name.</summary>
    public static async Task<string[]> TellAsync(this OpenStore store, string destination = "altcraft") =>
        [.. (await store.AllAsync(destination)).Select(one => MessageBody.Read(one.Message.Body).Goal is { } goal ? goal.Name : "profile")];
}
