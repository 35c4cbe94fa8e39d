using Connector.Commands;
using Connector.Core.Sync;
using Connector.Tests.Configuration;
using Connector.Vendors.AppMetrica.Decoding;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.Commands;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-settings-");

    [Fact]
    public void Without_anything_the_defaults_hold()
    {
        Settings settings = Settings.Read(null, null, null, _ => null);
        Assert.Equal(("config", "sqlite:data/connector.db"), (settings.Config, settings.Store));
        Assert.Null(settings.LogLevel);
        Assert.False(settings.LogAsJson);
    }

    [Fact]
    public void An_option_beats_the_environment_which_beats_the_file()
    {
        string file = Write("""{ "connector": { "config": "from-file", "store": "sqlite:file.db" }, "log": { "level": "Warning" } }""");
        var environment = new Dictionary<string, string> { ["CONNECTOR_STORE"] = "sqlite:environment.db", ["CONNECTOR_CONFIG"] = "from-environment" };

        Settings all = Settings.Read("from-option", null, file, environment.GetValueOrDefault);
        Settings none = Settings.Read(null, null, file, _ => null);

        Assert.Equal(("from-option", "sqlite:environment.db"), (all.Config, all.Store));
        Assert.Equal(("from-file", "sqlite:file.db", LogLevel.Warning), (none.Config, none.Store, none.LogLevel!.Value));
    }

    [Fact]
    public void What_is_kept_for_how_long_stands_in_the_file()
    {
        string file = Write("""{ "retention": { "runsDays": 30, "auditDays": 0 } }""");

        Assert.Equal(new Retention(30, 90, 0), Settings.Read(null, null, file, _ => null).Retention);
        Assert.Equal(new Retention(180, 90, 730), Settings.Read(null, null, null, _ => null).Retention);
    }

    [Fact]
    public void Where_the_service_listens_and_what_it_keeps_may_be_set()
    {
        string file = Write("""{ "connector": { "urls": "http://*:9000", "samples": "off" } }""");
        Settings usual = Settings.Read(null, null, null, _ => null);
        Settings named = Settings.Read(null, null, file, _ => null);
        Settings over = Settings.Read(null, null, file, name => name switch { "CONNECTOR_URLS" => "http://[::1]:1", "CONNECTOR_SAMPLES" => "on", _ => null });
        Assert.Equal(("http://127.0.0.1:8080", true), (usual.Urls, usual.KeepsSamples));
        Assert.Equal(("http://*:9000", false), (named.Urls, named.KeepsSamples));
        Assert.Equal(("http://[::1]:1", true), (over.Urls, over.KeepsSamples));
    }

    [Fact]
    public void Which_hosts_may_be_asked_and_how_much_is_held_may_be_set()
    {
        string file = Write("""{ "connector": { "allowedHosts": "a.example; b.example" }, "limits": { "recordMegabytes": 8, "columns": 50, "exportMegabytes": 2000 } }""");
        Settings named = Settings.Read(null, null, file, _ => null);
        Assert.Equal(["a.example", "b.example"], named.AllowedHosts);
        Assert.Equal(new ExportLimits(8, 50, 2000), named.Limits);
        Assert.Equal(["c.example"], Settings.Read(null, null, file, name => name == "CONNECTOR_ALLOWED_HOSTS" ? "c.example" : null).AllowedHosts);
        Assert.Empty(Settings.Read(null, null, null, _ => null).AllowedHosts);
    }

    [Fact]
    public void The_environment_can_name_the_file()
    {
        string file = Write("""{ "connector": { "store": "sqlite:file.db" } }""");
        Settings settings = Settings.Read(null, null, null, name => name == "CONNECTOR_SETTINGS" ? file : null);
        Assert.Equal("sqlite:file.db", settings.Store);
    }

    [Theory]
    [InlineData("""{ "connector": { "stor": "x" } }""", "there is no setting connector.stor. Did you mean connector.store?")]
    [InlineData("""{ "connector": 1 }""", "connector must be an object")]
    [InlineData("""{ "log": { "level": "Loud" } }""", "The log level 'Loud' is not known")]
    [InlineData("""{ "connector": { "samples": "some" } }""", "'some' does not say whether samples are kept. Write on or off.")]
    [InlineData("""{ "log": { "format": "xml" } }""", "The log format 'xml' is not known")]
    [InlineData("""{ "retention": { "runsDays": "180" } }""", "retention.runsDays must be a whole number of days, at most 36500; 0 keeps for ever.")]
    [InlineData("""{ "retention": { "auditDays": -1 } }""", "retention.auditDays must be a whole number of days")]
    [InlineData("""{ "retention": { "rejectDays": 1 } }""", "Did you mean retention.rejectsDays?")]
    [InlineData("""{ "limits": { "columns": 0 } }""", "limits.columns must be a whole number from 1 to 1000000.")]
    [InlineData("""{ "limits": { "recordMegabytes": 1024 } }""", "limits.recordMegabytes must be a whole number from 1 to 512.")]
    [InlineData("""{ "limits": { "column": 9 } }""", "Did you mean limits.columns?")]
    [InlineData("{ \n nonsense", ":2: the settings are no JSON")]
    public void A_wrong_settings_file_says_what_is_wrong(string text, string message)
    {
        string file = Write(text);
        UsageException fault = Assert.Throws<UsageException>(() => Settings.Read(null, null, file, _ => null));
        Assert.Contains(message, fault.Message);
    }

    [Fact]
    public void The_sample_shows_every_setting_with_its_default()
    {
        SettingsFile sample = SettingsFile.Read(Path.Combine(RepositoryConfig.Folder, "..", "appsettings.sample.json"));
        Assert.Equal(new SettingsFile("config", "sqlite:data/connector.db", "Information", "text", 180, 90, 730, 30, "http://127.0.0.1:8080", "on") { DeliveriesDays = 30, AllowedHosts = "", RecordMegabytes = 64, Columns = 10_000, ExportMegabytes = 1 << 20 }, sample);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, "settings.json");
        File.WriteAllText(path, text);
        return path;
    }
}
