using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Members of the events that tell who a customer of the shop is.</summary>
internal static class CustomerJson
{
    private static readonly byte[][] Reasons = Column.Texts(
        "Слишком много писем", "Неинтересно", "Не подписывался", "Другое");

    public static void WriteRegistration(ref Dice dice, Person person, Utf8Buffer json)
    {
        WriteContacts(ref dice, person, json);
        json.Add(",\"name\":\""u8);
        person.WriteName(json);
        json.Add(dice.Chance(800) ? "\",\"consent\":true,"u8 : "\",\"consent\":false,"u8);
        json.Add("\"source\":{\"utm_source\":\"yandex\",\"utm_medium\":\"cpc\",\"utm_campaign\":\"Осенняя распродажа\"}"u8);
    }

    public static void WriteProfile(ref Dice dice, Person person, Utf8Buffer json)
    {
        WriteContacts(ref dice, person, json);
        json.Add(",\"name\":\""u8);
        person.WriteName(json);
        json.Add("\",\"city\":\""u8);
        json.Add(person.City);
        json.Add("\",\"birthday\":\""u8);
        person.WriteBirthday(json);
        json.Add((byte)'"');
    }

    public static void WriteLoyalty(ref Dice dice, int user, Utf8Buffer json)
    {
        json.Add("\"loyalty\":{\"card\":\"LC"u8);
        json.AddPadded(user, user < 1_000_000 ? 6 : 10);
        json.Add(dice.Chance(300) ? "\",\"tier\":\"gold\"}"u8 : "\",\"tier\":\"silver\"}"u8);
    }

    public static void WriteUnsubscribed(ref Dice dice, Person person, Utf8Buffer json)
    {
        json.Add("\"contacts\":{\"email\":\""u8);
        person.WriteEmail(json);
        json.Add("\"},\"reason\":\""u8);
        json.Add(Reasons[dice.Below(Reasons.Length)]);
        json.Add((byte)'"');
    }

    private static void WriteContacts(ref Dice dice, Person person, Utf8Buffer json)
    {
        json.Add("\"contacts\":{\"email\":\""u8);
        int start = json.Length;
        person.WriteEmail(json);
        if (dice.Chance(20) && json.Length > start)
        {
            // A keyboard that begins with a capital letter.
            json.Array[start] = (byte)(json.Array[start] - 'a' + 'A');
        }

        json.Add("\",\"phone\":\""u8);
        person.WritePhone(json);
        json.Add("\"}"u8);
    }
}
