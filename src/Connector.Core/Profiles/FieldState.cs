namespace Connector.Core.Profiles;

/// <summary>A field: what was last said, and what fills it as long as nothing was said.</summary>
public sealed class FieldState
{
    // One field of a database has it, as a rule; the others would carry its room along.
    private MatchRegister? _match;

    /// <summary>The newest plain mapping's value; empty: it cleared the field; null: there was none.</summary>
    public string? Plain { get; set; }

    public Stamp PlainStamp { get; set; }

    /// <summary>The value by which records matched the profile since it was created by it, in the oldest event's spelling; null: it was not.</summary>
    public string? Match
    {
        get => _match?.Value;
        set => Register.Value = value;
    }

    /// <summary>The oldest such record.</summary>
    public Stamp MatchStamp
    {
        get => _match?.Oldest ?? default;
        set => Register.Oldest = value;
    }

    /// <summary>The newest such record: a clearing that is not newer does not hide the value.</summary>
    public Stamp MatchNewest
    {
        get => _match?.Newest ?? default;
        set => Register.Newest = value;
    }

    /// <summary>The oldest fill's value (<c>onlyIfEmpty</c>); null: there was none.</summary>
    public string? Fill { get; set; }

    public Stamp FillStamp { get; set; }

    /// <summary>For single fields by which profiles are found: what they had once, oldest first, at most <see cref="FormerValues.Most"/>; null: nothing.</summary>
    public List<FormerValue>? Former
    {
        get => _match?.Former;
        set
        {
            if (value is not null || _match is not null)
            {
                Register.Former = value;
            }
        }
    }

    /// <summary>For list fields: the elements, oldest first, then by ordinal comparison; null for other fields.</summary>
    public List<ListElement>? Elements { get; set; }

    private MatchRegister Register => _match ??= new MatchRegister();

    private sealed class MatchRegister
    {
        public string? Value { get; set; }

        public Stamp Oldest { get; set; }

        public Stamp Newest { get; set; }

        public List<FormerValue>? Former { get; set; }
    }
}

/// <summary>One element of a list field.</summary>
/// <param name="Stamp">The oldest event that named it.</param>
public readonly record struct ListElement(string Value, Stamp Stamp);
