using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What <c>profiles_v2</c> tells of a customer, or of a visitor by the device's technical profile.</summary>
internal static class ProfileColumns
{
    private const ulong Salt = 321;

    public static ColumnWriter? Of(string column, ShopOptions options, LocalClock clock) => column switch
    {
        "profile_id" => static (moment, row, slot) =>
        {
            Utf8Buffer text = row.Open();
            if (moment.Known)
            {
                Person.WriteProfileId(text, moment.User);
            }
            else
            {
                text.Add(moment.DeviceId);
            }

            row.Close(slot);
        },
        "appmetrica_gender" => (moment, row, slot) => WhenKnown(moment, row, slot, (text, person) => text.Add(person.IsWoman ? "F"u8 : "M"u8), options),
        // The documentation describes it as an age.
        "appmetrica_birth_date" => (moment, row, slot) =>
            WhenKnown(moment, row, slot, (text, person) => text.Add((long)(options.To.Year - person.BirthYear)), options),
        "appmetrica_name" => (moment, row, slot) => WhenKnown(moment, row, slot, static (text, person) => person.WriteName(text), options),
        "appmetrica_notifications_enabled" => static (moment, row, slot) => row.Set(slot, AttributionColumns.Flag(PushColumns.Has(moment))),
        "appmetrica_first_session_date" => (moment, row, slot) => row.Set(slot, clock.Text(moment.InstallTime)[..10]),
        "appmetrica_last_start_date" => (moment, row, slot) => row.Set(slot, clock.Text(moment.ReceiveTime)[..10]),
        "appmetrica_sessions" => static (moment, row, slot) => row.Set(slot, Count(moment, 0, 60) + 1),
        "appmetrica_crashes" => static (moment, row, slot) => row.Set(slot, Count(moment, 1, 3)),
        "appmetrica_errors" => static (moment, row, slot) => row.Set(slot, Count(moment, 2, 8)),
        "appmetrica_push_send_count" => static (moment, row, slot) => row.Set(slot, Count(moment, 3, 20) + 4),
        "appmetrica_push_opens" => static (moment, row, slot) => row.Set(slot, Count(moment, 4, 4)),
        "app_framework" => static (_, row, slot) => row.Set(slot, 0),
        _ => null,
    };

    private static int Count(Moment moment, ulong matter, int most) => moment.Roll(Salt + matter).Below(most);

    private static void WhenKnown(Moment moment, Row row, int slot, Action<Utf8Buffer, Person> write, ShopOptions options)
    {
        if (moment.Known)
        {
            write(row.Open(), new Person(options.Seed, moment.User));
            row.Close(slot);
        }
    }
}
