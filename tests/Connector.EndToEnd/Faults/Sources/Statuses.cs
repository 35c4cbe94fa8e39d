namespace Connector.EndToEnd.Faults.Sources;

/// <summary>Answers of the source that are none of the two it should give.</summary>
internal static class Statuses
{
    private const string Page = "<html><head><title>Sign in to the network</title></head><body>...</body></html>";

    /// <summary>Those that pass, if they come once or three times in a row.</summary>
    public static IEnumerable<Trial> Passing =>
        from status in Transient.Append((Status: 202, Text: "Wait for result. Progress is 40%."))
        from times in new[] { 1, 3 }
        select new Trial($"{status.Status}, {Often(times)}", times, () => Troubles.Status(times, status.Status, status.Text));

    /// <summary>Those that end a run.</summary>
    /// <param name="trap">Where redirects lead to.</param>
    public static IEnumerable<Trial> Failing(Uri trap) =>
    [
        .. from status in Transient
           where status.Status is 408 or >= 500
           select new Trial($"{status.Status}, for good", Troubles.ForGood, () => Troubles.Status(Troubles.ForGood, status.Status, status.Text)),
        .. from answer in Final(trap)
           from times in new[] { 1, Troubles.ForGood }
           select new Trial($"{answer.Cause}, {Often(times)}", times, () => Troubles.Status(times, answer.Status, answer.Text, answer.Headers, answer.Type)),
    ];

    public static string Often(int times) => times switch { 1 => "once", 3 => "three times in a row", _ => "for good" };

    private static (int Status, string Text)[] Transient =>
    [
        (408, "Request Timeout"),
        (420, "Too many requests per second for your address."),
        (429, "There are already 3 enqueued queries for given application_id. Wait until they are completed."),
        (500, "Internal Server Error"),
        (501, "Not Implemented"),
        (502, "Bad Gateway"),
        (503, "Service Unavailable"),
        (504, "Gateway Timeout"),
        (505, "HTTP Version Not Supported"),
    ];

    private static (string Cause, int Status, string Text, string Headers, string Type)[] Final(Uri trap) =>
    [
        ("400", 400, "Unknown error", "", "text/plain"),
        ("401", 401, "Unauthorized", "", "text/plain"),
        ("403", 403, "Don't have rights for this", "", "text/plain"),
        ("404", 404, "Not found", "", "text/plain"),
        ("413", 413, "Request Entity Too Large", "", "text/plain"),
        ("402", 402, "Payment Required", "", "text/plain"),
        ("405", 405, "Method Not Allowed", "", "text/plain"),
        ("406", 406, "Not Acceptable", "", "text/plain"),
        ("409", 409, "Conflict", "", "text/plain"),
        ("410", 410, "Gone", "", "text/plain"),
        ("415", 415, "Unsupported Media Type", "", "text/plain"),
        ("422", 422, "Unprocessable Entity", "", "text/plain"),
        ("204", 204, "", "", "text/plain"),
        ("206 with an export that seems whole", 206, """{"data":[{"event_name":"purchase","profile_id":"anna@example.test"}]}""", "Content-Range: bytes 0-74/999", "application/json"),
        ("304", 304, "", "", "application/json"),
        ("301 to another host", 301, "", $"Location: {trap}elsewhere", "text/plain"),
        ("302 to another host", 302, "", $"Location: {trap}elsewhere", "text/plain"),
        ("303 to another host", 303, "", $"Location: {trap}elsewhere", "text/plain"),
        ("307 to another host", 307, "", $"Location: {trap}elsewhere", "text/plain"),
        ("308 to another host", 308, "", $"Location: {trap}elsewhere", "text/plain"),
        ("200 with a sign-in page of a proxy", 200, Page, "", "text/html"),
        ("200 with an error in JSON", 200, """{"errors":[{"error_type":"backend_error"}],"code":503,"message":"Backend error"}""", "", "application/json"),
    ];
}
