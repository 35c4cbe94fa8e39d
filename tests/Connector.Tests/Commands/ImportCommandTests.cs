using System.IO.Compression;
using System.Text;

namespace Connector.Tests.Commands;

public sealed class ImportCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    [Fact]
    public async Task A_file_imported_twice_changes_nothing_the_second_time()
    {
        string[] records = [Bench.Registration("a@x.io"), Bench.Purchase("7", "5")];
        await _bench.ImportAsync(records);
        BenchRun again = await _bench.ImportAsync(records);
        Assert.Equal((0, 2), (again.Objects[^1].GetProperty("goals").GetInt32(), again.Objects[^1].GetProperty("unchanged").GetInt32()));
    }

    [Fact]
    public async Task Rejects_show_in_the_exit_code_under_strict_alone()
    {
        string file = _bench.Records(Bench.Registration(""));
        string[] command = ["import", "shop-app", "--resource", "events", "--input", file];
        BenchRun lenient = await _bench.RunAsync(command);
        Assert.Equal(0, lenient.Code);
        Assert.Contains("1 record rejected: 'connector rejects list' says why", lenient.Error);
        Assert.Equal(1, (await _bench.RunAsync([.. command, "--strict"])).Code);
    }

    [Fact]
    public async Task Standard_input_is_read_zipped_or_not()
    {
        byte[] text = Encoding.UTF8.GetBytes("[" + Bench.Registration("a@x.io") + "]");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(text);
        }

        packed.Position = 0;
        string[] command = ["import", "shop-app", "--resource", "events", "--input", "-", "--format", "json", "--json"];
        BenchRun plain = await _bench.RunAsync(new MemoryStream(text), command);
        BenchRun zipped = await _bench.RunAsync(packed, command);
        Assert.Equal(1, plain.Objects[^1].GetProperty("created").GetInt32());
        Assert.Equal(1, zipped.Objects[^1].GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public async Task A_file_that_ends_early_leaves_with_3_and_still_sums_up()
    {
        string file = _bench.Write("cut.json", "{\"data\":[" + Bench.Registration("a@x.io") + ",{\"event_");
        BenchRun run = await _bench.RunAsync("import", "shop-app", "--resource", "events", "--input", file, "--json");
        Assert.Equal(3, run.Code);
        Assert.True(run.Objects[^1].GetProperty("summary").GetBoolean());
        Assert.Contains("importing the file again is harmless", run.Error);
    }

    [Fact]
    public async Task A_file_that_is_no_export_leaves_with_2()
    {
        string file = _bench.Write("letter.json", "Dear customer");
        BenchRun run = await _bench.RunAsync("import", "shop-app", "--resource", "events", "--input", file);
        Assert.Equal(2, run.Code);
    }

    [Fact]
    public async Task An_interrupted_import_leaves_with_130_and_says_how_to_go_on()
    {
        using var stop = new CancellationTokenSource();
        await using var endless = new Endless(Bench.Registration("a@x.io") + "\n", stop);
        string[] command = ["import", "shop-app", "--resource", "events", "--input", "-", "--format", "jsonl", "--json"];
        BenchRun run = await _bench.RunAsync(endless, command, stop.Token);
        Assert.Equal(130, run.Code);
        Assert.True(run.Objects[^1].GetProperty("summary").GetBoolean());
        Assert.Contains("Interrupted. What was stored stays; importing the file again is harmless", run.Error);
    }

    [Fact]
    public async Task An_unknown_zone_is_told_and_quiet_keeps_silent()
    {
        _bench.Write("config/integrations/shop-app.json", Bench.Shop.Replace(", \"timeZone\": \"Europe/Moscow\"", ""));
        string[] command = ["import", "shop-app", "--resource", "events", "--input", _bench.Records(Bench.Registration("a@x.io"))];
        Assert.Contains("local times are read as UTC", (await _bench.RunAsync(command)).Error);
        Assert.Empty((await _bench.RunAsync([.. command, "--quiet"])).Error);
    }

    public void Dispose() => _bench.Dispose();

    /// <summary>Repeats one line for ever, and pulls the plug after some megabytes.</summary>
    private sealed class Endless(string line, CancellationTokenSource stop) : Stream
    {
        private const int Enough = 8 << 20;

        private readonly byte[] _line = Encoding.UTF8.GetBytes(line);
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                buffer[offset + i] = _line[(int)(_read++ % _line.Length)];
            }

            if (_read > Enough)
            {
                stop.Cancel();
            }

            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
