using System.Globalization;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The columns about device, network and application, which most resources have.</summary>
internal static class DeviceColumns
{
    private const ulong NetworkSalt = 201;
    private const ulong InstallationSalt = 202;
    private const long FirstSession = 10_000_000_001;

    private static readonly byte[][] Locales = Column.Texts("ru_RU", "ru_RU", "ru_RU", "ru_RU", "en_US", "kk_KZ", "tt_RU");
    private static readonly byte[][] Connections = Column.Texts("wifi", "cell", "wifi", "cell", "wifi", "cell", "cell", "unknown");
    private static readonly byte[][] Versions = Column.Texts("5.12.0", "5.12.1", "5.13.0", "5.11.4-huawei");
    private static readonly byte[][] Builds = Column.Texts("2026090301", "2026091702", "2026101401", "2026080500");
    private static readonly byte[][] Operators = Column.Texts("MTS RUS", "MegaFon", "t2", "Beeline");
    private static readonly byte[][] OperatorCodes = Column.Texts("1", "2", "20", "99");

    public static ColumnWriter? Of(string column, ShopOptions options) => column switch
    {
        "application_id" => Column.Always(options.ApplicationId.ToString(CultureInfo.InvariantCulture)),
        "app_package_name" => Column.Always(options.Business == Business.Bank ? "ru.example.bank" : "ru.example.shop"),
        "session_id" => SessionSince(options.From.ToUnixTimeSeconds()),
        // Half of the people let the application know where they are.
        "city" => Column.Known(moment => (moment.Hardware & 1024) == 0 ? [] : new Person(options.Seed, moment.User).CityInEnglish),
        _ => OfApplication(column) ?? OfHardware(column) ?? OfIds(column),
    };

    // A new session every half hour.
    private static ColumnWriter SessionSince(long start) => Column.Number(moment => FirstSession + ((moment.ReceiveTime - start) / 1800));

    private static ColumnWriter? OfApplication(string column) => column switch
    {
        "app_version_name" => Column.Known(static moment => Versions[(moment.Hardware >> 24) & 3]),
        "app_build_number" => Column.Known(static moment => Builds[(moment.Hardware >> 24) & 3]),
        "appmetrica_sdk_version" => Column.Always("70020100"),
        "connection_type" => Column.Known(static moment => Connections[moment.Detail & 7]),
        "country_iso_code" => Column.Always("RU"),
        "country" => Column.Always("Russia"),
        "device_ipv6" or "install_ipv6" => Column.Text(static (text, moment) => WriteAddress(text, moment.Hardware)),
        "mcc" => Column.Always("250"),
        "mnc" => Column.Known(static moment => OperatorCodes[(moment.Hardware >> 16) & 3]),
        "operator_name" => Column.Known(static moment => Operators[(moment.Hardware >> 16) & 3]),
        _ => null,
    };

    private static ColumnWriter? OfHardware(string column) => column switch
    {
        "device_locale" => Column.Known(static moment => Locales[(moment.Hardware >> 8) % (ulong)Locales.Length]),
        "device_manufacturer" => Column.Known(static moment => moment.Model.Manufacturer),
        "device_model" => Column.Known(static moment => moment.Model.Name),
        "original_device_model" => Column.Known(static moment => moment.Model.Original),
        "device_type" => Column.Known(static moment => moment.Model.Type),
        "os_name" => Column.Known(static moment => moment.Model.Os),
        "os_version" => Column.Known(static moment => moment.Model.Versions[(int)((moment.Hardware >> 12) % 3)]),
        _ => null,
    };

    private static ColumnWriter? OfIds(string column) => column switch
    {
        "appmetrica_device_id" => Column.Text(static (text, moment) => text.Add(moment.DeviceId)),
        "installation_id" => Column.Text(WriteInstallation),
        "profile_id" => Column.Text(WriteProfile),
        "google_aid" => Column.Text(static (text, moment) => WriteAdId(text, moment, apple: false)),
        "ios_ifa" => Column.Text(static (text, moment) => WriteAdId(text, moment, apple: true)),
        "ios_ifv" => Column.Text(WriteVendorId),
        "oaid" => Column.Text(WriteHuaweiId),
        "android_id" => Column.Text(WriteAndroidId),
        _ => null,
    };

    private static void WriteInstallation(Utf8Buffer text, Moment moment)
    {
        text.AddHex(moment.DeviceId, 16);
        text.AddHex(Dice.Of(moment.DeviceId, 0, InstallationSalt), 16);
    }

    private static void WriteProfile(Utf8Buffer text, Moment moment)
    {
        if (moment.Known)
        {
            Person.WriteProfileId(text, moment.User);
        }
    }

    private static void WriteVendorId(Utf8Buffer text, Moment moment)
    {
        if (moment.Model.IsApple)
        {
            text.AddUuid(moment.DeviceId * 31, moment.Hardware, upper: true);
        }
    }

    private static void WriteHuaweiId(Utf8Buffer text, Moment moment)
    {
        if (moment.Model.Manufacturer.AsSpan().SequenceEqual("Huawei"u8))
        {
            text.AddUuid(moment.Hardware * 37, moment.Hardware);
        }
    }

    private static void WriteAndroidId(Utf8Buffer text, Moment moment)
    {
        if (!moment.Model.IsApple)
        {
            text.AddHex(moment.Hardware * 41, 16);
        }
    }

    /// <summary>An address out of 100.64.0.0/10, which is nobody's on the Internet.</summary>
    private static void WriteAddress(Utf8Buffer text, ulong hardware)
    {
        ulong drawn = Dice.Of(hardware, 0, NetworkSalt);
        text.Add("::ffff:100."u8);
        text.Add(64 + (drawn & 63));
        text.Add((byte)'.');
        text.Add((drawn >> 8) & 255);
        text.Add((byte)'.');
        text.Add((drawn >> 16) & 255);
    }

    /// <summary>Most devices give one; some refuse with zeros, a few send a word.</summary>
    private static void WriteAdId(Utf8Buffer text, Moment moment, bool apple)
    {
        if (moment.Model.IsApple != apple)
        {
            return;
        }

        switch ((moment.Hardware >> 32) % 1000)
        {
            case < 10:
                text.Add("00000000-0000-0000-0000-000000000000"u8);
                break;
            case < 16:
                text.Add("null"u8);
                break;
            case < 700:
                text.AddUuid(moment.Hardware * 43, moment.Hardware * 47, upper: apple);
                break;
            default:
                break;
        }
    }
}
