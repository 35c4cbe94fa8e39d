using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The columns about device, network and application, which most resources have.</summary>
internal static class DeviceColumns
{
    private const ulong NetworkSalt = 201;
    private const ulong InstallationSalt = 202;
    private const ulong FirstSession = 10_000_000_000;

    private static readonly byte[] Zeros = "00000000-0000-0000-0000-000000000000"u8.ToArray();
    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] Russia = "RU"u8.ToArray();
    private static readonly byte[] RussiaCode = "250"u8.ToArray();
    private static readonly byte[] Sdk = "70020100"u8.ToArray();
    private static readonly ImmutableArray<byte[]> Locales = Texts("ru_RU", "ru_RU", "ru_RU", "ru_RU", "en_US", "kk_KZ", "tt_RU");
    private static readonly ImmutableArray<byte[]> Connections = Texts("wifi", "cell", "wifi", "cell", "wifi", "cell", "cell", "unknown");
    private static readonly ImmutableArray<byte[]> Versions = Texts("5.12.0", "5.12.1", "5.13.0", "5.11.4-huawei");
    private static readonly ImmutableArray<byte[]> Builds = Texts("2026090301", "2026091702", "2026101401", "2026080500");
    private static readonly ImmutableArray<(byte[] Code, byte[] Name)> Operators =
    [
        ("1"u8.ToArray(), "MTS RUS"u8.ToArray()), ("2"u8.ToArray(), "MegaFon"u8.ToArray()),
        ("20"u8.ToArray(), "t2"u8.ToArray()), ("99"u8.ToArray(), "Beeline"u8.ToArray()),
    ];

    public static ColumnWriter? Of(string column, ShopOptions options)
    {
        switch (column)
        {
            case "application_id":
                byte[] application = Encoding.ASCII.GetBytes(options.ApplicationId.ToString(CultureInfo.InvariantCulture));
                return (_, row, slot) => row.Set(slot, application);
            case "app_package_name":
                byte[] package = options.Business == Business.Bank ? "ru.example.bank"u8.ToArray() : "ru.example.shop"u8.ToArray();
                return (_, row, slot) => row.Set(slot, package);
            case "session_id":
                long from = options.From.ToUnixTimeSeconds();
                // A new session every half hour.
                return (moment, row, slot) => row.Set(slot, (long)FirstSession + 1 + ((moment.ReceiveTime - from) / 1800));
            case "city":
                // Half of the people let the application know where they are.
                return (moment, row, slot) => row.Set(slot, (moment.Hardware & 1024) == 0 ? [] : new Person(options.Seed, moment.User).CityInEnglish);
            default:
                return Of(column);
        }
    }

    private static ColumnWriter? Of(string column) => column switch
    {
        "appmetrica_device_id" => static (moment, row, slot) =>
        {
            row.Open().Add(moment.DeviceId);
            row.Close(slot);
        },
        "installation_id" => static (moment, row, slot) =>
        {
            Utf8Buffer text = row.Open();
            text.AddHex(moment.DeviceId, 16);
            text.AddHex(Dice.Of(moment.DeviceId, 0, InstallationSalt), 16);
            row.Close(slot);
        },
        "profile_id" => static (moment, row, slot) =>
        {
            if (moment.Known)
            {
                Person.WriteProfileId(row.Open(), moment.User);
                row.Close(slot);
            }
        },
        "connection_type" => static (moment, row, slot) => row.Set(slot, Connections[(int)(moment.Detail & 7)]),
        "country_iso_code" or "country" => static (_, row, slot) => row.Set(slot, Russia),
        "device_ipv6" or "install_ipv6" => static (moment, row, slot) => WriteAddress(moment.Hardware, row, slot),
        "device_locale" => static (moment, row, slot) => row.Set(slot, Locales[(int)((moment.Hardware >> 8) % (ulong)Locales.Length)]),
        "device_manufacturer" => static (moment, row, slot) => row.Set(slot, moment.Model.Manufacturer),
        "device_model" => static (moment, row, slot) => row.Set(slot, moment.Model.Name),
        "original_device_model" => static (moment, row, slot) => row.Set(slot, moment.Model.Original),
        "device_type" => static (moment, row, slot) => row.Set(slot, moment.Model.Type),
        "os_name" => static (moment, row, slot) => row.Set(slot, moment.Model.Os),
        "os_version" => static (moment, row, slot) => row.Set(slot, moment.Model.Versions[(int)((moment.Hardware >> 12) % 3)]),
        "google_aid" => static (moment, row, slot) => WriteAdId(moment, row, slot, apple: false),
        "ios_ifa" => static (moment, row, slot) => WriteAdId(moment, row, slot, apple: true),
        "ios_ifv" => static (moment, row, slot) =>
        {
            if (moment.Model.IsApple)
            {
                row.Open().AddUuid(moment.DeviceId * 31, moment.Hardware, upper: true);
                row.Close(slot);
            }
        },
        "oaid" => static (moment, row, slot) =>
        {
            if (moment.Model.Manufacturer.AsSpan().SequenceEqual("Huawei"u8))
            {
                row.Open().AddUuid(moment.Hardware * 37, moment.Hardware);
                row.Close(slot);
            }
        },
        "android_id" => static (moment, row, slot) =>
        {
            if (!moment.Model.IsApple)
            {
                row.Open().AddHex(moment.Hardware * 41, 16);
                row.Close(slot);
            }
        },
        "mcc" => static (_, row, slot) => row.Set(slot, RussiaCode),
        "mnc" => static (moment, row, slot) => row.Set(slot, Operators[(int)((moment.Hardware >> 16) & 3)].Code),
        "operator_name" => static (moment, row, slot) => row.Set(slot, Operators[(int)((moment.Hardware >> 16) & 3)].Name),
        "app_version_name" => static (moment, row, slot) => row.Set(slot, Versions[(int)((moment.Hardware >> 24) & 3)]),
        "app_build_number" => static (moment, row, slot) => row.Set(slot, Builds[(int)((moment.Hardware >> 24) & 3)]),
        "appmetrica_sdk_version" => static (_, row, slot) => row.Set(slot, Sdk),
        _ => null,
    };

    private static ImmutableArray<byte[]> Texts(params ReadOnlySpan<string> texts)
    {
        var all = ImmutableArray.CreateBuilder<byte[]>(texts.Length);
        foreach (string text in texts)
        {
            all.Add(Encoding.UTF8.GetBytes(text));
        }

        return all.MoveToImmutable();
    }

    /// <summary>An address out of 100.64.0.0/10, which is nobody's on the Internet.</summary>
    private static void WriteAddress(ulong hardware, Row row, int slot)
    {
        ulong drawn = Dice.Of(hardware, 0, NetworkSalt);
        Utf8Buffer text = row.Open();
        text.Add("::ffff:100."u8);
        text.Add(64 + (drawn & 63));
        text.Add((byte)'.');
        text.Add((drawn >> 8) & 255);
        text.Add((byte)'.');
        text.Add((drawn >> 16) & 255);
        row.Close(slot);
    }

    /// <summary>Most devices give one; some refuse with zeros, a few send a word.</summary>
    private static void WriteAdId(Moment moment, Row row, int slot, bool apple)
    {
        if (moment.Model.IsApple != apple)
        {
            return;
        }

        switch ((moment.Hardware >> 32) % 1000)
        {
            case < 10:
                row.Set(slot, Zeros);
                break;
            case < 16:
                row.Set(slot, Null);
                break;
            case < 700:
                row.Open().AddUuid(moment.Hardware * 43, moment.Hardware * 47, upper: apple);
                row.Close(slot);
                break;
            default:
                break;
        }
    }
}
