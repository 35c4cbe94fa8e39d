using System.Collections.Immutable;

namespace Connector.Sandbox.Generation;

internal enum EventKind
{
    AppOpened,
    ScreenOpened,
    ProductViewed,
    CartUpdated,
    Purchase,
    Registration,
    ProfileUpdated,
    LoyaltyCardAdded,
    Unsubscribed,
    ClientIdentified,
    ApplicationSent,
    CardActivated,
    Login,
}

/// <summary>How often customers of a business do what.</summary>
/// <param name="Arrival">What somebody does on becoming a customer.</param>
/// <param name="Known">Kinds of those who are customers, each as often as its share of a hundred.</param>
/// <param name="Anonymous">As <paramref name="Known"/>, of those who are none.</param>
internal sealed record EventMix(EventKind Arrival, ImmutableArray<EventKind> Known, ImmutableArray<EventKind> Anonymous)
{
    private static readonly EventMix Shop = new(
        EventKind.Registration,
        Hundred(
            (EventKind.AppOpened, 12),
            (EventKind.ScreenOpened, 17),
            (EventKind.ProductViewed, 21),
            (EventKind.CartUpdated, 8),
            (EventKind.Purchase, 22),
            (EventKind.ProfileUpdated, 13),
            (EventKind.LoyaltyCardAdded, 5),
            (EventKind.Unsubscribed, 2)),
        Hundred((EventKind.AppOpened, 20), (EventKind.ScreenOpened, 35), (EventKind.ProductViewed, 40), (EventKind.CartUpdated, 5)));

    private static readonly EventMix Bank = new(
        EventKind.ClientIdentified,
        Hundred(
            (EventKind.AppOpened, 15),
            (EventKind.ScreenOpened, 30),
            (EventKind.Login, 22),
            (EventKind.ApplicationSent, 18),
            (EventKind.CardActivated, 7),
            (EventKind.ClientIdentified, 8)),
        Hundred((EventKind.AppOpened, 35), (EventKind.ScreenOpened, 65)));

    private static readonly ImmutableArray<byte[]> Names =
    [
        "app_opened"u8.ToArray(),
        "screen_opened"u8.ToArray(),
        "product_viewed"u8.ToArray(),
        "cart_updated"u8.ToArray(),
        "purchase"u8.ToArray(),
        "registration"u8.ToArray(),
        "profile_updated"u8.ToArray(),
        "loyalty_card_added"u8.ToArray(),
        "unsubscribed"u8.ToArray(),
        "client_identified"u8.ToArray(),
        "application_sent"u8.ToArray(),
        "card_activated"u8.ToArray(),
        "login"u8.ToArray(),
    ];

    public static EventMix Of(Business business) => business == Business.Bank ? Bank : Shop;

    public static byte[] NameOf(EventKind kind) => Names[(int)kind];

    private static ImmutableArray<EventKind> Hundred(params ReadOnlySpan<(EventKind Kind, int Share)> shares)
    {
        var kinds = ImmutableArray.CreateBuilder<EventKind>(100);
        foreach ((EventKind kind, int share) in shares)
        {
            for (int i = 0; i < share; i++)
            {
                kinds.Add(kind);
            }
        }

        return kinds.MoveToImmutable();
    }
}
