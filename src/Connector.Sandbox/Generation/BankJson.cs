using System.Collections.Immutable;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Members of the events of a bank's customers.</summary>
internal static class BankJson
{
    private static readonly byte[][] Segments = Column.Texts(
        "mass", "affluent", "premium", "business");

    private static readonly ImmutableArray<(byte[] Code, byte[] Name)> Products =
    [
        ("card"u8.ToArray(), "Карта «Путешествие»"u8.ToArray()),
        ("deposit"u8.ToArray(), "Вклад \\\"Надёжный\\\""u8.ToArray()),
        ("loan"u8.ToArray(), "Кредит наличными"u8.ToArray()),
        ("mortgage"u8.ToArray(), "Ипотека"u8.ToArray()),
    ];

    public static void WriteClient(int user, Person person, Utf8Buffer json)
    {
        json.Add("\"client\":{\"id\":\""u8);
        WriteId(user, json);
        json.Add("\",\"phone\":\""u8);
        person.WritePhone(json);
        json.Add("\",\"email\":\""u8);
        person.WriteEmail(json);
        json.Add("\",\"segment\":\""u8);
        json.Add(Segments[person.BirthYear % Segments.Length]);
        json.Add("\"}"u8);
    }

    public static void WriteApplication(ref Dice dice, Utf8Buffer json)
    {
        (byte[] code, byte[] name) = Products[dice.Below(Products.Length)];
        json.Add("\"product\":\""u8);
        json.Add(code);
        json.Add("\",\"Product Name\":\""u8);
        json.Add(name);
        // An amount as text, as some applications send it.
        json.Add("\",\"amount\":\""u8);
        json.AddAmount(1_000_000L * (1 + dice.Below(100)));
        json.Add("\",\"term_months\":"u8);
        json.Add((long)(6 * (1 + dice.Below(10))));
    }

    public static void WriteCard(ref Dice dice, int user, Utf8Buffer json)
    {
        json.Add("\"client\":{\"id\":\""u8);
        WriteId(user, json);
        json.Add("\"},\"card\":{\"last4\":\""u8);
        json.AddPadded(dice.Below(10_000), 4);
        json.Add("\",\"system\":\"mir\"}"u8);
    }

    public static void WriteLogin(ref Dice dice, int user, Utf8Buffer json)
    {
        json.Add("\"client\":{\"id\":\""u8);
        WriteId(user, json);
        json.Add(dice.Chance(700) ? "\"},\"method\":\"biometrics\",\"success\":"u8 : "\"},\"method\":\"pin\",\"success\":"u8);
        json.Add(dice.Chance(970) ? "true"u8 : "false"u8);
    }

    private static void WriteId(int user, Utf8Buffer json)
    {
        json.Add((byte)'C');
        json.AddPadded(user, user < 10_000 ? 4 : 10);
    }
}
