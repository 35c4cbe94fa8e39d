using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Connector.Core.Sync;

namespace Connector.Api;

/// <summary>Where the next page begins, as clients see it: a text of which they need not know what it means.</summary>
internal static class PageMark
{
    public static string Of(long id) => Seal(id.ToString(CultureInfo.InvariantCulture));

    public static string Of(GoalPosition goal) => Seal(string.Create(CultureInfo.InvariantCulture, $"{goal.At}.{goal.Key:x32}"));

    public static string Of(string name) => Seal(name);

    /// <exception cref="ApiProblem">It is none of ours; so in the others.</exception>
    public static long? Id(ApiCall call) =>
        Open(call) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id) ? id
        : throw Wrong();

    public static GoalPosition? Goal(ApiCall call)
    {
        if (Open(call) is not { } text)
        {
            return null;
        }

        string[] parts = text.Split('.');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long at)
            && UInt128.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 key)
            ? new GoalPosition(at, key)
            : throw Wrong();
    }

    public static string? Name(ApiCall call) => Open(call);

    private static string Seal(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string? Open(ApiCall call)
    {
        if (call.Text(Parameters.After) is not { } mark)
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(mark));
        }
        catch (FormatException)
        {
            throw Wrong();
        }
    }

    private static ApiProblem Wrong() => ApiProblem.BadParameter(Parameters.After.Name, "'after' is not the 'next' of any page. Leave it out for the first page.");
}

/// <summary>A stretch of a list and where the next begins.</summary>
/// <param name="Next">Null: this is the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Takes a page of a list that goes on and on.</summary>
    /// <param name="list">Asked for one item more than the limit, it tells whether there is another page.</param>
    /// <param name="mark">Says where an item stands.</param>
    public static async Task<Page<T>> TakeAsync(IAsyncEnumerable<T> list, int limit, Func<T, string> mark, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        await foreach (T item in list.WithCancellation(cancellationToken))
        {
            if (items.Count == limit)
            {
                return new Page<T>(items, mark(items[^1]));
            }

            items.Add(item);
        }

        return new Page<T>(items, null);
    }

    /// <summary>Takes a page of a list that is short.</summary>
    /// <param name="isAfter">Whether an item comes behind where the page begins.</param>
    public static Page<T> Take(IEnumerable<T> list, int limit, Func<T, bool> isAfter, Func<T, string> mark)
    {
        T[] rest = [.. list.Where(isAfter).Take(limit + 1)];
        return rest.Length > limit ? new Page<T>(rest[..limit], mark(rest[limit - 1])) : new Page<T>(rest, null);
    }
}
