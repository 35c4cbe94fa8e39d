using System.Text;
using Connector.Core.Filtering;

namespace Connector.Fuzz.Targets;

/// <summary>Patterns and numbers of filters: what a plain matcher says. The pattern and the text stand in two lines.</summary>
internal sealed class WildcardTarget : Target
{
    private const int LongestCompared = 200;

    public override string Name => "filter";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        Inputs.Of("registration*\nregistration done", "*@gmail.com\na@gmail.com", "a\\*b\na*b", "*a*b*\nxaxbx", "**\n", "12.50\n12.5", "-0\n0", "a*a*a*a*a*b\naaaaaaaaaaaaaaaaaaaaaaaaaa");

    public override IReadOnlyList<byte[]> Words { get; } = [.. Inputs.Evil, .. Inputs.Of("*", "\\*", "\\\\", "a", "A", "b", "ab", "aa", "\n", "1", ".", "-", "00", "й", "Й")];

    public override void Read(byte[] input, Random random)
    {
        (string pattern, string text) = Split(input);
        new Wildcard(pattern, caseSensitive: true).IsMatch(text);
        new Wildcard(pattern).IsMatch(text);
        DecimalText.Compare(pattern, text);
    }

    public override void Check(byte[] input, Random random)
    {
        (string pattern, string text) = Split(input);
        if (pattern.Length <= LongestCompared && text.Length <= LongestCompared)
        {
            Hold(new Wildcard(pattern, caseSensitive: true).IsMatch(text) == Matches(pattern, text), "A plain matcher says otherwise.");
        }

        int? order = DecimalText.Compare(pattern, text);
        int? back = DecimalText.Compare(text, pattern);
        Hold(order is null == back is null && Math.Sign(order ?? 0) == -Math.Sign(back ?? 0), "Two numbers compare otherwise the other way round.");
        if (DecimalText.IsNumber(pattern))
        {
            string plain = DecimalText.Normalize(pattern);
            Hold(DecimalText.Compare(pattern, plain) == 0 && DecimalText.Normalize(plain) == plain, $"A number becomes another: {plain}");
        }
    }

    private static (string Pattern, string Text) Split(byte[] input)
    {
        string whole = Encoding.UTF8.GetString(input);
        int end = whole.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (whole, whole) : (whole[..end], whole[(end + 1)..]);
    }

    /// <summary>Every beginning of the text against every beginning of the pattern.</summary>
    private static bool Matches(string pattern, string text)
    {
        bool[] reached = new bool[text.Length + 1];
        reached[0] = true;
        for (int at = 0; at < pattern.Length; at++)
        {
            bool isStar = pattern[at] == '*';
            at += pattern[at] == '\\' && at + 1 < pattern.Length && pattern[at + 1] is '*' or '\\' ? 1 : 0;
            bool[] next = new bool[text.Length + 1];
            for (int end = 0; end <= text.Length; end++)
            {
                next[end] = isStar ? reached[end] || (end > 0 && next[end - 1]) : end > 0 && reached[end - 1] && text[end - 1] == pattern[at];
            }

            reached = next;
        }

        return reached[^1];
    }
}
