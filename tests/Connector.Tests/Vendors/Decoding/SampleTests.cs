using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Tests.Vendors.Decoding;

/// <summary>Every sample body of the Logs API, as it is kept in Samples.</summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Samples", "appmetrica");

    public static TheoryData<string> DocumentedResources =>
        [.. Directory.GetFiles(Path.Combine(Folder, "docs-examples"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file))];

    public static TheoryData<string> CsvFragments =>
        [.. Directory.GetFiles(Path.Combine(Folder, "docs-examples"), "*.csv.fragment.txt").Select(file => Path.GetFileName(file))];

    public static TheoryData<string> OtherBodies => [.. Directory.GetFiles(Path.Combine(Folder, "bodies")).Select(file => Path.GetFileName(file))];

    [Fact]
    public void Real_events_are_read_with_their_repeated_keys_and_trailing_comma()
    {
        Decoded decoded = Read("real/events.json.txt", ExportFormat.Json, "event_name", "event_json", "appmetrica_device_id", "operator_name", "installation_id", "no_such");

        Assert.Null(decoded.Failure);
        Assert.Equal(
            [
                "+Banner Shown|{\"Title\":\"Что умеет приложение?\",\"Place\":\"DASHBOARD\"}|13000000000000000001||00000000000000000000000000000abc|",
                "+Create Appointment Doctors And Specialities Step|{\"Ehr\":true,\"Doctor Type\":\"Adult\",\"Visit Type\":\"OFFLINE\"}|13000000000000000001||00000000000000000000000000000abc|",
            ],
            decoded.Lines);
        Assert.StartsWith("{\"app_build_number\":\"444\"", decoded.Raw[0]);
        Assert.EndsWith("16:20:55\"}", decoded.Raw[0]);
    }

    [Fact]
    public void Real_installations_are_read_to_the_last_row()
    {
        Decoded decoded = Read("real/installations.first-200.csv", ExportFormat.Csv, "os_version", "appmetrica_device_id", "google_aid");
        string[] rows = File.ReadAllLines(Path.Combine(Folder, "real/installations.first-200.csv"))[1..];

        Assert.Null(decoded.Failure);
        Assert.Empty(decoded.Malformed);
        Assert.Equal(rows, decoded.Raw);
        Assert.Equal(rows.Select(row => row.Split(',')).Select(row => $"+{row[5]}|{row[3]}|{row[1]}"), decoded.Lines);
        Assert.Equal(["install_datetime", "google_aid", "device_manufacturer", "appmetrica_device_id", "os_name", "os_version"], decoded.Header);
    }

    [Fact]
    public void Header_alone_is_a_whole_export_without_rows()
    {
        Decoded decoded = Read("real/clicks.header-only.csv", ExportFormat.Csv, "click_id");

        Assert.Null(decoded.Failure);
        Assert.Empty(decoded.Lines);
    }

    [Theory]
    [MemberData(nameof(DocumentedResources))]
    public void Documented_example_gives_its_one_record(string resource)
    {
        string[] columns = [.. typeof(LogResource).GetFields().Select(field => field.GetValue(null)).OfType<LogResource>().Single(known => known.Name == resource).Columns];
        byte[] body = File.ReadAllBytes(Path.Combine(Folder, "docs-examples", resource + ".json"));
        Decoded decoded = Decoded.Of(body, ExportFormat.Json, columns);

        Assert.Null(decoded.Failure);
        Assert.Empty(decoded.Malformed);
        Assert.Equal(ReferenceDecoder.Json(body, columns).Lines, decoded.Lines);
        Assert.Contains(decoded.Records.Single(), text => text.Length > 0);
    }

    [Fact]
    public void Dots_for_further_records_are_one_malformed_record_beside_the_good_one()
    {
        Decoded decoded = Read("docs-examples/ecommerce_events.fragment.txt", ExportFormat.Json, "ecom_type", "ecom_screen_payload", "ecom_product_promocodes", "application_id");

        Assert.Null(decoded.Failure);
        Assert.Equal(["+show_screen|{\"full_screen\":\"true\"}|[]|178725", "-..."], decoded.Lines);
    }

    [Theory]
    [MemberData(nameof(CsvFragments))]
    public void Csv_fragment_has_two_rows_that_fit_and_two_that_do_not(string file)
    {
        Decoded decoded = Read($"docs-examples/{file}", ExportFormat.Csv, "ios_ifa", "os_name");

        Assert.Null(decoded.Failure);
        Assert.Equal(["+024AE7EB-4128-4237-9803-D24950323D4D|ios", "+3A86D5E8-1985-4A23-B147-5A1C0CF8781E|ios", "-1111,,android", "-..."], decoded.Lines);
    }

    [Theory]
    [MemberData(nameof(OtherBodies))]
    public void What_the_server_says_instead_of_an_export_gives_no_record(string file)
    {
        foreach (ExportFormat format in (ExportFormat[])[ExportFormat.Json, ExportFormat.Csv])
        {
            Decoded decoded = Read($"bodies/{file}", format, "event_name");

            // One of them is an array of objects, which cannot be told from an export.
            bool looksRight = format == ExportFormat.Json && file == "active-queries.200.json";
            Assert.Equal(looksRight, decoded.Failure is null);
            Assert.Equal(looksRight, decoded.Records.Count > 0);
        }
    }

    private static Decoded Read(string file, ExportFormat format, params string[] columns) =>
        Decoded.Of(File.ReadAllBytes(Path.Combine(Folder, file)), format, columns);
}
