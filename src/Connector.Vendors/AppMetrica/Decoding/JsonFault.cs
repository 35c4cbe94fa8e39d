namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>What stops the reading of JSON. All are negative, so that a position and a fault fit one number.</summary>
internal static class JsonFault
{
    /// <summary>Right so far, and the bytes are at their end.</summary>
    public const int Unfinished = -1;

    public const int Syntax = -2;
    public const int LineBreak = -3;
    public const int Escape = -4;
    public const int Number = -5;
    public const int Literal = -6;
    public const int Depth = -7;

    /// <summary>The fault as a sentence. Nothing of the record is in it.</summary>
    public static string Describe(int fault) => fault switch
    {
        Unfinished => "The record does not end.",
        LineBreak => "A string is not closed at the end of its line.",
        Escape => "A string has a backslash before something that is no escape.",
        Number => "A number is not written as JSON wants it.",
        Literal => "A value is neither true, false nor null, and has no quotes.",
        Depth => $"Objects and arrays are nested deeper than {JsonValue.DepthLimit} levels.",
        _ => "The JSON is broken: a quote, colon, comma or bracket is missing or too many.",
    };
}
