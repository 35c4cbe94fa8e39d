using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What <c>profiles_v2</c> tells of a customer, or of a visitor by the device's technical profile.</summary>
internal static class ProfileColumns
{
    private const ulong Salt = 321;

    public static ColumnWriter? Of(string column, ShopOptions options, LocalClock clock) => column switch
    {
        "profile_id" => Column.Text(WriteId),
        "appmetrica_gender" => WhenKnown(options, static (text, person) => text.Add(person.IsWoman ? "F"u8 : "M"u8)),
        // The documentation describes it as an age.
        "appmetrica_birth_date" => WhenKnown(options, (text, person) => text.Add((long)(options.To.Year - person.BirthYear))),
        "appmetrica_name" => WhenKnown(options, static (text, person) => person.WriteName(text)),
        "appmetrica_notifications_enabled" => Column.Flag(PushColumns.Has),
        "appmetrica_first_session_date" => Date(clock, static moment => moment.InstallTime),
        "appmetrica_last_start_date" => Date(clock, static moment => moment.ReceiveTime),
        "appmetrica_sessions" => Column.Number(static moment => Count(moment, 0, 60) + 1),
        "appmetrica_crashes" => Column.Number(static moment => Count(moment, 1, 3)),
        "appmetrica_errors" => Column.Number(static moment => Count(moment, 2, 8)),
        "appmetrica_push_send_count" => Column.Number(static moment => Count(moment, 3, 20) + 4),
        "appmetrica_push_opens" => Column.Number(static moment => Count(moment, 4, 4)),
        "app_framework" => Column.Always("0"),
        _ => null,
    };

    private static void WriteId(Utf8Buffer text, Moment moment)
    {
        if (moment.Known)
        {
            Person.WriteProfileId(text, moment.User);
        }
        else
        {
            text.Add(moment.DeviceId);
        }
    }

    private static ColumnWriter Date(LocalClock clock, Func<Moment, long> seconds) =>
        Column.Text((text, moment) => text.Add(clock.Text(seconds(moment))[..10]));

    private static int Count(Moment moment, ulong matter, int most) => moment.Roll(Salt + matter).Below(most);

    private static ColumnWriter WhenKnown(ShopOptions options, Action<Utf8Buffer, Person> write) => Column.Text((text, moment) =>
    {
        if (moment.Known)
        {
            write(text, new Person(options.Seed, moment.User));
        }
    });
}
