using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Core.Ingest;

/// <summary>Reads messages and finds what is wrong with them.</summary>
internal sealed class MessageCheck(List<RequestFault> faults)
{
    private const int TypeMember = 0;
    private const int IdMember = 1;
    private const int TimeMember = 2;
    private const int NameMember = 3;
    private const int CustomNameMember = 4;
    private const int RevenueMember = 5;

    private static readonly Member[] Members =
    [
        new("type", Kinds.Text),
        new("id", Kinds.Text),
        new("time", Kinds.Time),
        new("name", Kinds.Text),
        new("customName", Kinds.Text),
        new("revenue", Kinds.Number),
        new("currency", Kinds.Text),
        new("orderId", Kinds.Text | Kinds.Number),
        new("firstName", Kinds.Text),
        new("lastName", Kinds.Text),
        new("phoneNumber", Kinds.Text),
        new("hashedPhoneNumber", Kinds.Text),
        new("email", Kinds.Text),
        new("hashedEmail", Kinds.Text),
        new("country", Kinds.Text),
        new("city", Kinds.Text),
        new("region", Kinds.Text),
        new("locality", Kinds.Text),
        new("gender", Kinds.Text),
        new("birthday", Kinds.Whole),
        new("customAttributes", Kinds.Object),
        new("attributes", Kinds.Object),
    ];

    private static readonly FrozenDictionary<LogResource, bool[]> Known =
        LogResource.Messages.ToFrozenDictionary(type => type, type => Array.ConvertAll(Members, member => type.Has(member.Name)));

    private readonly Kinds[] _found = new Kinds[Members.Length];

    [Flags]
    private enum Kinds
    {
        Missing = 0,
        Null = 1,
        Text = 2,
        EmptyText = 4,
        Number = 8,
        Whole = 16,
        Time = 32,
        Object = 64,
        Other = 128,
    }

    /// <param name="reader">At the brace that opens the message; left at the one that closes it.</param>
    /// <param name="number">From 0.</param>
    /// <returns>Null: it is wrong; faults were added then.</returns>
    public BodyMessage? Read(ref Utf8JsonReader reader, int number)
    {
        int before = faults.Count;
        int start = (int)reader.TokenStartIndex;
        LogResource? type = null;
        BodySpan id = default;
        Array.Clear(_found);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int member = Find(ref reader);
            reader.Read();
            if (member < 0)
            {
                reader.Skip();
                continue;
            }

            _found[member] = KindsOf(ref reader);
            switch (member)
            {
                case TypeMember:
                    type = TypeOf(ref reader);
                    break;
                case IdMember when reader.TokenType == JsonTokenType.String:
                    id = MemberName.Content(ref reader);
                    break;
            }

            reader.Skip();
        }

        Check(type, number);
        return faults.Count == before ? new BodyMessage(type!, id, new BodySpan(start, (int)reader.BytesConsumed - start)) : null;
    }

    private static int Find(ref Utf8JsonReader reader)
    {
        for (int i = 0; i < Members.Length; i++)
        {
            if (MemberName.Is(ref reader, Members[i].Utf8))
            {
                return i;
            }
        }

        return -1;
    }

    private static LogResource? TypeOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            foreach (LogResource type in LogResource.Messages)
            {
                if (MemberName.Is(ref reader, type.Utf8Name))
                {
                    return type;
                }
            }
        }

        return null;
    }

    private static Kinds KindsOf(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        return reader.TokenType switch
        {
            JsonTokenType.Null => Kinds.Null,
            JsonTokenType.StartObject => Kinds.Object,
            JsonTokenType.String => (text.IsEmpty ? Kinds.EmptyText : Kinds.Text) | (EventTimes.ReadUnix(text) is null ? Kinds.Missing : Kinds.Time),
            JsonTokenType.Number => Kinds.Number | (IsWhole(text) ? Kinds.Whole : Kinds.Missing) | (EventTimes.ReadUnix(text) is null ? Kinds.Missing : Kinds.Time),
            _ => Kinds.Other,
        };
    }

    private static bool IsWhole(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long _, out int used) && used == text.Length;

    private void Check(LogResource? type, int number)
    {
        if (type is null)
        {
            string wrong = IsThere(TypeMember) ? "'type' must be" : "'type' is missing. Send";
            Add(number, "type", $"{wrong} user, action, revenue or businessEvent.");
        }

        if (!IsText(IdMember))
        {
            Add(number, "id", IsThere(IdMember) ? "'id' must be a string that is not empty." : "'id' is missing. Send one that no other message has.");
        }

        if ((_found[TimeMember] & Kinds.Time) == Kinds.Missing)
        {
            Add(
                number,
                "time",
                IsThere(TimeMember) ? "'time' must be a Unix time in milliseconds or seconds, a number or a string." : "'time' is missing. Send a Unix time in milliseconds.");
        }

        if (type is not null)
        {
            CheckMembers(type, number);
        }
    }

    private void CheckMembers(LogResource type, int number)
    {
        bool[] known = Known[type];
        for (int i = NameMember; i < Members.Length; i++)
        {
            Kinds found = _found[i];
            Kinds wanted = Members[i].Kinds | Kinds.Null | ((Members[i].Kinds & Kinds.Text) != Kinds.Missing ? Kinds.EmptyText : Kinds.Missing);
            if (known[i] && found != Kinds.Missing && (found & wanted) == Kinds.Missing)
            {
                Add(number, Members[i].Name, $"'{Members[i].Name}' must be {Words(Members[i].Kinds)}.");
            }
        }

        if (type == LogResource.Action && !IsText(NameMember) && !IsText(CustomNameMember) && !IsWrong(NameMember) && !IsWrong(CustomNameMember))
        {
            Add(number, "name", "An action needs 'name' or 'customName'.");
        }

        if (type == LogResource.Revenue && !IsThere(RevenueMember))
        {
            Add(number, "revenue", "'revenue' is missing. Send the amount as a number.");
        }
    }

    private bool IsThere(int member) => (_found[member] & ~Kinds.Null) != Kinds.Missing;

    private bool IsText(int member) => (_found[member] & Kinds.Text) != Kinds.Missing;

    private bool IsWrong(int member) => IsThere(member) && (_found[member] & (Kinds.Text | Kinds.EmptyText)) == Kinds.Missing;

    private void Add(int number, string member, string text) => faults.Add(new RequestFault($"/messages/{number}/{member}", text));

    private static string Words(Kinds kinds) => kinds switch
    {
        Kinds.Number => "a number",
        Kinds.Whole => "a whole number",
        Kinds.Object => "an object",
        Kinds.Text | Kinds.Number => "a string or a number",
        _ => "a string",
    };

    private sealed record Member(string Name, Kinds Kinds)
    {
        public byte[] Utf8 { get; } = System.Text.Encoding.UTF8.GetBytes(Name);
    }
}
