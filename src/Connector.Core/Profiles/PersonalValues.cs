using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Core.Records;

namespace Connector.Core.Profiles;

/// <summary>The values that identify one person, and whether a record holds one of them.</summary>
/// <remarks>
/// They are the profile's keys, devices, subscription addresses, and whatever e-mails, phones and hashes of them its fields hold. Names, cities and other
/// values that many share identify nobody, and neither does a key of fewer than <see cref="Shortest"/> characters, which would be found
/// in records of anybody. A record holds a value if one of its strings, numbers or member names is it or has it as a word, at any
/// depth, also within JSON that is the text of a string. Case and surrounding spaces do not matter; a phone is recognised however it is
/// written.
/// </remarks>
public sealed partial class PersonalValues
{
    /// <summary>The fewest characters of a value that is looked for.</summary>
    public const int Shortest = 5;

    private const int DeepestText = 8;

    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1024, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly PersonalPhones _phones = new();

    /// <param name="values">Whatever identifies the person.</param>
    public PersonalValues(IEnumerable<string> values)
    {
        _lookup = _values.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string value in values)
        {
            Add(value);
        }
    }

    /// <param name="keys">What the profile is found by, in comparable form.</param>
    public PersonalValues(ProfileState profile, IEnumerable<string> keys)
        : this(keys.Concat(profile.Devices.Select(device => device.Id)))
    {
        foreach (SubscriptionState subscription in profile.Subscriptions)
        {
            Add(subscription.Address);
        }

        foreach (string value in profile.Fields.Select(field => field.Value).SelectMany(TextsOf))
        {
            string trimmed = value.Trim();
            if (EmailAddress.IsValid(trimmed) || PersonalPhones.IsOne(trimmed) || ContactHash.IsOne(trimmed))
            {
                Add(trimmed);
            }
        }
    }

    /// <param name="record">A JSON object, or what was meant to be one.</param>
    public bool AreIn(string record) => AreIn(record, 0);

    private static IEnumerable<string> TextsOf(FieldState field) =>
        new[] { field.Plain, field.Match, field.Fill }.OfType<string>()
            .Concat(field.Former?.Select(former => former.Value) ?? [])
            .Concat(field.Elements?.Select(element => element.Value) ?? []);

    private void Add(string value)
    {
        string comparable = value.Trim().ToLowerInvariant();
        if (comparable.Length >= Shortest && !BlockedValues.Contains(comparable))
        {
            _values.Add(comparable);
            _phones.Add(comparable);
        }
    }

    private bool AreIn(string json, int depth)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(text, Deep);
        try
        {
            while (reader.Read())
            {
                bool found = reader.TokenType switch
                {
                    JsonTokenType.String or JsonTokenType.PropertyName => IsIn(TextOf(ref reader), depth),
                    JsonTokenType.Number => Is(TextOf(ref reader)),
                    _ => false,
                };
                if (found)
                {
                    return true;
                }
            }

            return false;
        }
        catch (JsonException)
        {
            // Broken JSON, which is often why the record was refused: its words are looked at as they stand.
            return HasWord(json) || HasWord(Escape().Replace(json, static match => match.Groups["code"].Success
                ? ((char)int.Parse(match.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()
                : " "));
        }
    }

    private bool IsIn(string text, int depth)
    {
        if (text.Length < Shortest)
        {
            return false;
        }

        ReadOnlySpan<char> start = text.AsSpan().TrimStart().TrimStart('\uFEFF');
        return depth < DeepestText && start is ['{' or '[', ..]
            ? AreIn(text.Trim().TrimStart('\uFEFF'), depth + 1)
            : Is(text) || HasWord(text);
    }

    private bool Is(string text) => _values.Contains(text.Trim().ToLowerInvariant()) || _phones.Contain(text);

    /// <summary>Looks at the words of a longer text, such as a link: with what an address may hold between letters, without, and at what may be phones.</summary>
    private bool HasWord(string text)
    {
        string plain = (text.Contains('%') ? Uri.UnescapeDataString(text) : text).ToLowerInvariant();
        return HasWord(plain, static c => char.IsLetterOrDigit(c) || c is '@' or '.' or '_' or '-' or '+')
            || HasWord(plain, char.IsLetterOrDigit)
            || HasWord(plain, PersonalPhones.IsPart);
    }

    private bool HasWord(ReadOnlySpan<char> text, Func<char, bool> isPart)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && isPart(text[end]))
            {
                end++;
            }

            ReadOnlySpan<char> word = text[start..end].Trim("._-");
            if (word.Length >= Shortest && (_lookup.Contains(word) || _lookup.Contains(word.TrimStart('+')) || _phones.Contain(word)))
            {
                return true;
            }

            start = end + 1;
        }

        return false;
    }

    [GeneratedRegex(@"\\(u(?<code>[0-9a-fA-F]{4})|.)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Escape();

    /// <remarks>Not by the reader's own means, which refuse half of a surrogate pair.</remarks>
    private static string TextOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        string text = Encoding.UTF8.GetString(rented, 0, JsonText.Unescape(reader.ValueSpan, rented));
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }
}
