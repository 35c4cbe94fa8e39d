using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Writes what an event carries.</summary>
internal static class EventJson
{
    private const ulong OddSalt = 101;
    private const ulong PartSalt = 102;

    /// <summary>The dice from which the event's own members are drawn.</summary>
    public static Dice PartsOf(Moment moment) => moment.Roll(PartSalt);

    /// <summary>Writes the JSON text: now and then nothing, or one that the SDK cut short.</summary>
    public static void Write(Moment moment, ulong seed, Utf8Buffer json)
    {
        Dice odd = moment.Roll(OddSalt);
        int kind = odd.Below(1000);
        if (kind < 5)
        {
            return;
        }

        int start = json.Length;
        WriteWhole(moment, new Person(seed, moment.User), json);
        if (kind < 10)
        {
            CutAtCharacter(json, start + 1 + odd.Below(Math.Max(1, json.Length - start - 1)));
        }
    }

    private static void WriteWhole(Moment moment, Person person, Utf8Buffer json)
    {
        Dice dice = PartsOf(moment);
        json.Add((byte)'{');
        switch (moment.Kind)
        {
            case EventKind.ScreenOpened:
                ShopJson.WriteScreen(ref dice, json);
                break;
            case EventKind.ProductViewed:
                ShopJson.WriteView(ref dice, json);
                break;
            case EventKind.CartUpdated:
                ShopJson.WriteCart(Basket.Of(moment), json);
                break;
            case EventKind.Purchase:
                ShopJson.WritePurchase(moment, person, json);
                break;
            case EventKind.Registration:
                CustomerJson.WriteRegistration(ref dice, person, json);
                break;
            case EventKind.ProfileUpdated:
                CustomerJson.WriteProfile(ref dice, person, json);
                break;
            case EventKind.LoyaltyCardAdded:
                CustomerJson.WriteLoyalty(ref dice, moment.User, json);
                break;
            case EventKind.Unsubscribed:
                CustomerJson.WriteUnsubscribed(ref dice, person, json);
                break;
            case EventKind.ClientIdentified:
                BankJson.WriteClient(moment.User, person, json);
                break;
            case EventKind.ApplicationSent:
                BankJson.WriteApplication(ref dice, json);
                break;
            case EventKind.CardActivated:
                BankJson.WriteCard(ref dice, moment.User, json);
                break;
            case EventKind.Login:
                BankJson.WriteLogin(ref dice, moment.User, json);
                break;
            default:
                // An opening carries nothing.
                break;
        }

        json.Add((byte)'}');
    }

    private static void CutAtCharacter(Utf8Buffer json, int length)
    {
        while ((json.Array[length] & 0xC0) == 0x80)
        {
            length--;
        }

        json.CutTo(length);
    }
}
