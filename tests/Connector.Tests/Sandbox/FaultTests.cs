using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Connector.Sandbox;
using Connector.Sandbox.Faults;
using Connector.Testing;

namespace Connector.Tests.Sandbox;

public sealed class FaultTests : SandboxTest
{
    private static readonly string Url = Events($"fields=event_name,event_json&{Day}");

    [Fact]
    public async Task Counted_refusals_stop_after_their_number()
    {
        Sandbox.Faults.Add(new Fault(FaultKind.QueueFull, 2), new Fault(FaultKind.Quota, 1), new Fault(FaultKind.ServerError, 3));
        await AssertCodesAsync(420, 429, 429, 503, 500, 503, 202, 200);
    }

    [Fact]
    public async Task Server_errors_alternate_from_500()
    {
        Sandbox.Faults.Add(FaultKind.ServerError);
        await AssertCodesAsync(500, 503, 202);
        Assert.Empty(Sandbox.Faults.Active);
    }

    [Fact]
    public async Task Refusals_that_pass_carry_retry_after_when_that_is_set()
    {
        await GetAsync(Url);
        Sandbox.Faults.Add(new Fault(FaultKind.RetryAfter, 7), Fault.Of(FaultKind.QueueFull));
        Answer answer = await GetAsync(Url);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (answer.Code, answer.RetryAfter));
        Sandbox.Faults.Clear();
        Sandbox.Faults.Add(FaultKind.QueueFull);
        Assert.Null((await GetAsync(Url)).RetryAfter);
    }

    [Fact]
    public async Task Token_and_rights_are_refused_for_as_long_as_the_fault_is_there()
    {
        Sandbox.Faults.Add(FaultKind.Unauthorized);
        await AssertCodesAsync(401, 401, 401);
        Sandbox.Faults.Clear();
        Sandbox.Faults.Add(FaultKind.Forbidden);
        await AssertCodesAsync(403, 403, 403);
        Sandbox.Faults.Clear();
        await AssertCodesAsync(202);
    }

    [Fact]
    public async Task Column_can_become_unknown()
    {
        Sandbox.Faults.Add(new Fault(FaultKind.UnknownColumn, Column: "event_json"));
        Answer answer = await GetAsync(Url);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Code);
        Assert.Contains("event_json", answer.Text);
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Events($"fields=event_name&{Day}"))).Code);
    }

    [Fact]
    public async Task Long_window_needs_parts_and_a_short_one_does_not()
    {
        Sandbox.Faults.Add(new Fault(FaultKind.MoreParts, 86_399));
        Answer answer = await GetAsync(Url);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Code);
        Assert.Contains("Try to use more parts.", answer.Text);
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Url + "&parts_count=2&part_number=0")).Code);
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Events("fields=event_name&date_since=2026-11-02&date_until=2026-11-02%2023:59:58"))).Code);
    }

    [Fact]
    public async Task Parts_can_be_needed_always()
    {
        Sandbox.Faults.Add(FaultKind.MorePartsAlways);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(Events("fields=token", resource: "push_tokens"))).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(Url + "&parts_count=3&part_number=0")).Code);
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Url + "&parts_count=4&part_number=0")).Code);
    }

    [Fact]
    public async Task Unavailable_shards_refuse_until_they_are_skipped()
    {
        Sandbox.Faults.Add(new Fault(FaultKind.ShardsUnavailable, 2));
        Assert.Equal(HttpStatusCode.InternalServerError, (await GetAsync(Url)).Code);
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Url + "&skip_unavailable_shards=true")).Code);
        Assert.Equal(HttpStatusCode.InternalServerError, (await GetAsync(Url)).Code);
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Url)).Code);
    }

    [Fact]
    public async Task Connection_breaks_in_the_middle_of_a_body_and_the_next_try_gets_it_whole()
    {
        await GetAsync(Url);
        Sandbox.Faults.Add(FaultKind.Reset);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(Url));
        JsonDocument.Parse(await TakeAsync(Url)).Dispose();
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task Cut_body_ends_inside_a_record_though_the_answer_is_in_order(string format)
    {
        string url = Events($"fields=event_name,event_json&{Day}", format);
        string whole = await TakeAsync(url);
        Sandbox.Faults.Add(FaultKind.CutBody);
        string cut = await TakeAsync(url);
        Assert.NotEmpty(cut);
        Assert.StartsWith(cut, whole);
        Assert.False(whole[cut.Length] is '\n' or ',');
        Assert.Equal(whole, await TakeAsync(url));
    }

    [Fact]
    public async Task Cut_gzip_lacks_its_trailer_and_no_text()
    {
        string whole = await TakeAsync(Url);
        int length = System.Text.Encoding.UTF8.GetByteCount(whole);
        Sandbox.Faults.Add(FaultKind.CutGzip);
        byte[] cut = await PackedAsync();
        byte[] good = await PackedAsync();
        // A gzip ends in the length of its text.
        Assert.Equal(length, BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(^4)));
        Assert.NotEqual(length, BinaryPrimitives.ReadInt32LittleEndian(cut.AsSpan(^4)));
        await using var unpacked = new GZipStream(new MemoryStream(cut), CompressionMode.Decompress);
        byte[] text = new byte[length];
        await unpacked.ReadExactlyAsync(text);
        Assert.EndsWith("\n]\n}\n", System.Text.Encoding.UTF8.GetString(text));
    }

    [Fact]
    public async Task Slow_body_trickles_and_is_whole()
    {
        string whole = await TakeAsync(Url);
        Sandbox.Faults.Add(FaultKind.Slow);
        long started = Stopwatch.GetTimestamp();
        Assert.Equal(whole, await TakeAsync(Url));
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Stalled_request_has_no_answer_until_the_client_gives_up()
    {
        Sandbox.Faults.Add(FaultKind.Stall);
        using var gaveUp = new CancellationTokenSource();
        Task<HttpResponseMessage> stalled = Client.GetAsync(Url, gaveUp.Token);
        await StalledAsync();
        Assert.False(stalled.IsCompleted);
        Assert.Equal(0, Assert.Single(Sandbox.Requests).Code);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stalled);
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Url)).Code);
    }

    [Fact]
    public async Task Stalled_request_does_not_keep_the_sandbox_from_stopping()
    {
        Sandbox.Faults.Add(FaultKind.Stall);
        Task<HttpResponseMessage> stalled = Client.GetAsync(Url);
        await StalledAsync();
        await Sandbox.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stalled);
    }

    [Fact]
    public async Task Harmless_oddities_of_a_body_hold_the_same_records()
    {
        string whole = await TakeAsync(Url);
        Sandbox.Faults.Add(FaultKind.TrailingComma);
        Assert.Equal(whole.Replace("}\n]", "},\n]", StringComparison.Ordinal), await TakeAsync(Url));
        Sandbox.Faults.Add(FaultKind.DuplicateKeys);
        Assert.Equal(System.Text.RegularExpressions.Regex.Replace(whole, """(?m)^\{("event_name":"\w+")""", "{$1,$1"), await TakeAsync(Url));
        Sandbox.Faults.Add(FaultKind.Bom);
        Assert.True((await Client.GetByteArrayAsync(Url)).AsSpan().StartsWith("\uFEFF{\n"u8));
        Assert.Equal(whole, await TakeAsync(Url));
    }

    [Theory]
    [InlineData("json", 4)]
    [InlineData("csv", 2)]
    public async Task Second_record_breaks_off_and_the_others_are_whole(string format, int line)
    {
        string url = Events($"fields=event_name,installation_id&{Day}", format);
        string[] whole = (await TakeAsync(url)).Split('\n');
        Sandbox.Faults.Add(FaultKind.MalformedRecord);
        string[] broken = (await TakeAsync(url)).Split('\n');
        Assert.Equal(whole.Length, broken.Length);
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.Equal(i == line, whole[i] != broken[i]);
        }

        Assert.StartsWith(broken[line].TrimEnd(','), whole[line]);
    }

    /// <summary>Waits until the one request has come upon the one fault.</summary>
    private Task StalledAsync() => LookAgain.UntilAsync("the request stalls", () => Sandbox.Requests.Any() && Sandbox.Faults.Active.Length == 0);

    private async Task AssertCodesAsync(params int[] expected)
    {
        int[] codes = new int[expected.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (int)(await GetAsync(Url)).Code;
        }

        Assert.Equal(expected, codes);
    }

    private async Task<byte[]> PackedAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using HttpResponseMessage response = await Client.SendAsync(request);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        return await response.Content.ReadAsByteArrayAsync();
    }
}
