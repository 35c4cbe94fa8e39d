using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Vendors.Decoding;

/// <summary>Generated exports of every shape the formats allow.</summary>
internal static class Bodies
{
    /// <summary>Names the tests ask for; some need escapes, one is never sent.</summary>
    public static readonly string[] Columns = ["a", "event_json", "имя", "with \"quote\"", "b", "never"];

    private static readonly Gen<string> Space = Gen.Frequency(
        (12, Gen.Constant("")), (2, Gen.Constant(" ")), (1, Gen.Constant("\n")), (1, Gen.Constant("\r\n  ")), (1, Gen.Constant("\t")));

    private static readonly Gen<string> StringJson = Gen.Frequency(
            (4, Gen.Elements("x", "plain text", "{\"", "},", "]", "Привет", "😀", "a,b:c", " ", "{", "}").Select(text => text.Replace("\"", "\\\"", StringComparison.Ordinal))),
            (3, Gen.Elements("\\\"", "\\\\", "\\/", "\\n", "\\r", "\\t", "\\b", "\\f", "\\u0041", "\\u0442", "\\ud83d\\ude00", "\\u0000", "\\\\\\\\", "\\\\\\\"")),
            (1, Gen.Choose(1, 80).Select(length => new string('y', length))))
        .ListOf().Select(parts => $"\"{string.Concat(parts)}\"");

    private static readonly Gen<string> Scalar = Gen.Frequency(
        (6, StringJson),
        (2, Gen.Elements("0", "-1", "12345678901234567890", "1.10", "-0.5e-7", "3E+2")),
        (1, Gen.Elements("true", "false", "null", "\"\"")));

    private static readonly Gen<string> Name = Gen.Frequency(
        (8, Gen.Elements("a", "event_json", "имя", "with \\\"quote\\\"", "b")),
        (2, Gen.Elements("\\u0061", "b\\u0062", "d", "event\\u005fjson")),
        (1, Gen.Choose(1, 90).Select(length => new string('k', length)))).Select(name => $"\"{name}\"");

    private static readonly Gen<string> InnerName = Gen.Elements("c", "data", "", "внутри", "\\\"", "b.c", "\\u0063").Select(name => $"\"{name}\"");

    private static readonly Gen<string> Record = Members(Name, Gen.Sized(size => Value(Math.Min(size, 3))));

    /// <summary>An object as apps report it in a column.</summary>
    public static readonly Gen<string> Object = Members(InnerName, Gen.Sized(size => Value(Math.Min(size, 4))));

    /// <summary>A whole document, bare or wrapped, with white space anywhere, elements that are no objects, and names in any order.</summary>
    public static readonly Gen<string> Json =
        from records in Gen.Frequency((9, Record), (1, Scalar), (1, Gen.Constant("[{\"a\":1}]"))).ListOf()
        from separators in Gen.ListOf(from before in Space from after in Space select before + "," + after, records.Count)
        from head in Gen.Elements("[", "{\"data\":[", "{\n\"data\" :\n[\n", "\uFEFF { \"n\" : {\"data\":[1]}, \"data\" : [", "\uFEFF[")
        from tail in Gen.Elements("", "\n", " \r\n\t")
        from trailing in Gen.Elements(true, false)
        let body = string.Concat(records.Zip(separators, (record, separator) => record + separator))
        select head + (trailing || records.Count == 0 ? body : body[..body.LastIndexOf(',')]) + (head.Contains('{') ? "\n]\n}" : "]") + tail;

    /// <summary>As the server sends it: one object a line, the same names in each.</summary>
    public static readonly Gen<string[]> JsonLines =
        from names in Gen.Shuffle(Columns[..^1])
        from records in (from values in Gen.ListOf(OneLineValue, names.Length)
                         select "{" + string.Join(',', names.Zip(values, (name, value) => $"\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\":{value}")) + "}").NonEmptyListOf()
        select records.Select((record, i) => $"{{\"id\":{i},{record[1..]}").ToArray();

    /// <summary>Rows with a header; some have a field more or less than it.</summary>
    public static readonly Gen<string> Csv =
        from header in Gen.Elements<string[]>(["a"], ["a", "b"], ["x", "имя", "a", "b", "a"], ["\"with \"\"quote\"\"\"", "y", "z", "event_json", "a,".Trim(',')])
        from rows in (from surplus in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Constant(1)), (1, Gen.Constant(-1)))
                      from fields in Gen.ListOf(CsvField, Math.Max(header.Length + surplus, 1))
                      from lineEnd in Gen.Elements("\n", "\r\n", "\n\n", "\r\n\r\n")
                      select string.Join(',', fields) + lineEnd).ListOf()
        from mark in Gen.Elements("", "\uFEFF")
        from cut in Gen.Elements(true, false)
        let body = string.Join(',', header) + "\n" + string.Concat(rows)
        select mark + (cut ? body.TrimEnd('\n', '\r') : body);

    private static Gen<string> OneLineValue => Value(2).Select(value => value.ReplaceLineEndings(""));

    private static Gen<string> CsvField => Gen.Frequency(
        (3, Gen.Elements("", "plain", "Привет 😀", "in \"the\" middle", "a\rb", " ")),
        (3, Gen.Elements("x", ",", "\"\"", "\n", "\r\n", "{\"\"k\"\":\"\"v\"\"}", "long long long long long long text", "😀")
            .ListOf().Select(parts => $"\"{string.Concat(parts)}\"")));

    private static Gen<string> Value(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency((8, Scalar), (1, Members(InnerName, Value(depth - 1))), (1, Elements(Value(depth - 1))));

    private static Gen<string> Members(Gen<string> names, Gen<string> value) =>
        from members in (from name in names
                         from text in value
                         from before in Space
                         from after in Space
                         from behind in Space
                         select $"{before}{name}{after}:{behind}{text}{after}").ListOf()
        from empty in Space
        select "{" + (members.Count == 0 ? empty : string.Join(',', members)) + "}";

    private static Gen<string> Elements(Gen<string> value) =>
        from elements in (from text in value from before in Space from after in Space select before + text + after).ListOf()
        select "[" + string.Join(',', elements) + "]";
}
