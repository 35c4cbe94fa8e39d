using System.Text;
using Connector.Core.Ingest;

namespace Connector.Tests.Ingest;

public sealed class RequestBodyTests
{
    private const string User = """{"type":"user","id":"1","time":1680000000000}""";

    /// <summary>A body and the pointers of its faults, in order.</summary>
    public static TheoryData<string, string> Faulty => new()
    {
        { "", "" },
        { "{", "" },
        { "[]", "" },
        { "7", "" },
        { """{"customUserId":"a","messages":[]} x""", "/messages " },
        { """{"customUserId":"a"}""", "/messages" },
        { """{"customUserId":"a","messages":{}}""", "/messages" },
        { """{"customUserId":"a","messages":[3,null]}""", "/messages/0 /messages/1" },
        { $$"""{"messages":[{{User}}]}""", "" },
        { $$"""{"customUserId":null,"metrixUserId":"","messages":[{{User}}]}""", "" },
        { $$"""{"customUserId":"  ","metrixUserId":" ","messages":[{{User}}]}""", "" },
        { $$"""{"customUserId":12,"messages":[{{User}}]}""", "/customUserId" },
        { $$"""{"customUserId":"a","metrixUserId":{"x":1},"messages":[{{User}}]}""", "/metrixUserId" },
        { Message("{}"), "/messages/0/type /messages/0/id /messages/0/time" },
        { Message("""{"type":"User","id":7,"time":"soon"}"""), "/messages/0/type /messages/0/id /messages/0/time" },
        { Message("""{"type":null,"id":"","time":null}"""), "/messages/0/type /messages/0/id /messages/0/time" },
        { Message("""{"type":["user"],"id":["1"],"time":[1680000000000]}"""), "/messages/0/type /messages/0/id /messages/0/time" },
        { Message("""{"type":"user","id":"1","time":0}"""), "/messages/0/time" },
        { Message("""{"type":"user","id":"1","time":-1680000000}"""), "/messages/0/time" },
        { Message("""{"type":"user","id":"1","time":1680000000.5}"""), "/messages/0/time" },
        { Message("""{"type":"user","id":"1","time":1680000000000000}"""), "/messages/0/time" },
        { Message("""{"type":"user","id":"1","time":1,"firstName":1,"birthday":"733908600000","customAttributes":[]}"""), "/messages/0/firstName /messages/0/birthday /messages/0/customAttributes" },
        { Message("""{"type":"user","id":"1","time":1,"birthday":1.5}"""), "/messages/0/birthday" },
        { Message("""{"type":"action","id":"1","time":1}"""), "/messages/0/name" },
        { Message("""{"type":"action","id":"1","time":1,"name":"","customName":null}"""), "/messages/0/name" },
        { Message("""{"type":"action","id":"1","time":1,"name":5}"""), "/messages/0/name" },
        { Message("""{"type":"action","id":"1","time":1,"name":"a","attributes":"x"}"""), "/messages/0/attributes" },
        { Message("""{"type":"revenue","id":"1","time":1}"""), "/messages/0/revenue" },
        { Message("""{"type":"revenue","id":"1","time":1,"revenue":"1.5","currency":1,"orderId":true}"""), "/messages/0/revenue /messages/0/currency /messages/0/orderId" },
        { """{"messages":[{"type":"x","id":"1","time":1},{"type":"user","id":"2"}]}""", "/messages/0/type /messages/1/time " },
    };

    public static TheoryData<string> Right =>
    [
        Message(User),
        $$"""{"metrixUserId":"m","messages":[{{User}}]}""",
        $$"""{"messages":[{{User}}],"metaData":{"device":[1,{"a":2}]},"customUserId":"a","metrixUserId":null}""",
        Message("""{"type":"user","id":"1","time":"1733830178","birthday":-733908600000,"firstName":null,"customAttributes":{"a":{"b":[1]}}}"""),
        Message("""{"time":1733830178,"id":"1733830178","type":"us\u0065r"}"""),
        Message("""{"type":"action","id":"1","time":"1733830178000","customName":"x","attributes":{"a":true}}"""),
        Message("""{"type":"revenue","id":"1","time":1,"revenue":1e3,"orderId":7}"""),
        Message("""{"type":"businessEvent","id":"1","time":1,"firstName":5,"anything":[1]}"""),
        Message("""{"type":"action","id":"1","time":1,"name":"x","revenue":"not looked at","\ud83d":"half a pair"}"""),
    ];

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Every_fault_is_told_at_its_place(string body, string pointers)
    {
        var read = new RequestBody();
        Assert.False(read.Read(Encoding.UTF8.GetBytes(body)));
        Assert.Equal(pointers, string.Join(' ', read.Faults.Select(fault => fault.Pointer)));
        Assert.All(read.Faults, fault => Assert.EndsWith(".", fault.Text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void What_the_documents_allow_is_taken(string body)
    {
        var read = new RequestBody();
        Assert.True(read.Read(Encoding.UTF8.GetBytes(body)), string.Join(' ', read.Faults));
        Assert.Single(read.Messages);
    }

    [Fact]
    public void A_reader_that_was_used_before_remembers_nothing()
    {
        var read = new RequestBody();
        Assert.False(read.Read("""{"customUserId":"a","metrixUserId":"b","messages":[{}]}"""u8));
        Assert.True(read.Read(Encoding.UTF8.GetBytes($$"""{"metrixUserId":"m","messages":[{{User}}]}""")));
        Assert.Null(read.CustomUser);
        Assert.Empty(read.Faults);
    }

    [Fact]
    public void What_is_no_utf8_or_too_deep_is_refused()
    {
        var read = new RequestBody();
        Assert.False(read.Read([.. "{\"customUserId\":\""u8, 0xFF, .. "\"}"u8]));
        Assert.False(read.Read(Encoding.UTF8.GetBytes(Message("""{"type":"user","id":"1","time":1,"customAttributes":""" + new string('[', 100) + new string(']', 100) + "}"))));
        Assert.False(read.Read(Encoding.UTF8.GetBytes(Message(User)[..^1])));
    }

    private static string Message(string message) => $$"""{"customUserId":"a","messages":[{{message}}]}""";
}
