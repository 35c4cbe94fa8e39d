using Connector.Vendors.AppMetrica;
using Connector.Vendors.Http;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class AnswerTests
{
    public static TheoryData<int, string, object> Known => new()
    {
        { 200, "", new Answer.Ready() },
        { 202, "Your query is added to the queue.", new Answer.Waiting(null) },
        { 202, "Wait for result", new Answer.Waiting(null) },
        { 202, "Wait for result. Progress is 94%.", new Answer.Waiting(94) },
        { 202, "Your query is moved to the end of the queue due to provided Cache-Control restriction.", new Answer.Waiting(null) },
        { 400, "Too much data. Try to use more parts.", new Answer.TooLarge() },
        { 400, "Unknown field", new Answer.Refused() },
        { 401, "", new Answer.Unauthorized() },
        { 403, "Don't have rights for this", new Answer.Forbidden() },
        { 404, "", new Answer.Refused() },
        { 408, "", new Answer.Failing() },
        { 420, "Exceeded the number of requests per day for the user login", new Answer.QuotaSpent(true) },
        { 420, "Exceeded the number of requests per second", new Answer.QuotaSpent(false) },
        { 429, "There are already 3 enqueued queries for given application_id. Wait until they are completed.", new Answer.QueueFull() },
        { 500, "Try to use more parts.", new Answer.Failing() },
        { 504, "", new Answer.Failing() },
        { 302, "", new Answer.Refused() },
        { 204, "", new Answer.Refused() },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void An_answer_is_known_by_its_status_and_text(int status, string text, object expected) =>
        Assert.Equal(expected, Answer.Of(new Reply(status, text)));
}
