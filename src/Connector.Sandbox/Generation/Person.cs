using System.Collections.Immutable;
using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Who a customer is: the same at every look.</summary>
internal readonly struct Person(ulong seed, int user)
{
    private const ulong Salt = 31;

    private static readonly ImmutableArray<Name> Men =
    [
        new("Александр", "aleksandr"), new("Дмитрий", "dmitriy"), new("Максим", "maksim"), new("Сергей", "sergey"),
        new("Андрей", "andrey"), new("Алексей", "aleksey"), new("Артём", "artem"), new("Илья", "ilya"),
        new("Кирилл", "kirill"), new("Михаил", "mikhail"), new("Фёдор", "fedor"), new("Юрий", "yuriy"),
    ];

    private static readonly ImmutableArray<Name> Women =
    [
        new("Анна", "anna"), new("Мария", "maria"), new("Елена", "elena"), new("Ольга", "olga"),
        new("Наталья", "natalya"), new("Екатерина", "ekaterina"), new("Татьяна", "tatyana"), new("Ирина", "irina"),
        new("Светлана", "svetlana"), new("Юлия", "yulia"), new("Ксения", "kseniya"), new("Любовь", "lyubov"),
    ];

    private static readonly ImmutableArray<Name> Families =
    [
        new("Иванов", "ivanov"), new("Смирнов", "smirnov"), new("Кузнецов", "kuznetsov"), new("Попов", "popov"),
        new("Васильев", "vasilyev"), new("Петров", "petrov"), new("Соколов", "sokolov"), new("Михайлов", "mikhaylov"),
        new("Новиков", "novikov"), new("Фёдоров", "fedorov"), new("Морозов", "morozov"), new("Волков", "volkov"),
        new("Алексеев", "alekseev"), new("Лебедев", "lebedev"), new("Семёнов", "semenov"), new("Щербаков", "shcherbakov"),
    ];

    private static readonly byte[][] Hosts = Column.Texts(
        "gmail.com", "yandex.ru", "mail.ru", "bk.ru", "example.com", "example.org");

    // A name in Cyrillic for what people write, in English for what the server recognises.
    private static readonly ImmutableArray<Name> Cities =
    [
        new("Москва", "Moscow"), new("Санкт-Петербург", "Saint Petersburg"), new("Казань", "Kazan"), new("Новосибирск", "Novosibirsk"),
        new("Екатеринбург", "Yekaterinburg"), new("Нижний Новгород", "Nizhny Novgorod"), new("Самара", "Samara"), new("Уфа", "Ufa"),
    ];

    private readonly ulong _drawn = Dice.Of(seed, user, Salt);

    public bool IsWoman => (_drawn & 1) == 0;

    /// <summary>In Cyrillic.</summary>
    public byte[] City => CityName.Russian;

    public byte[] CityInEnglish => CityName.English;

    /// <summary>Some give no e-mail, only a phone.</summary>
    public bool HasEmail => _drawn / 2 % 40 != 0;

    /// <summary>1955 to 2006.</summary>
    public int BirthYear => 1955 + (int)((_drawn >> 40) % 52);

    private Name First => (IsWoman ? Women : Men)[(int)((_drawn >> 8) % 12)];

    private Name Family => Families[(int)((_drawn >> 16) % (ulong)Families.Length)];

    private Name CityName => Cities[(int)((_drawn >> 24) % (ulong)Cities.Length)];

    public void WriteName(Utf8Buffer text)
    {
        text.Add(First.Russian);
        text.Add((byte)' ');
        text.Add(Family.Russian);
        if (IsWoman)
        {
            text.Add("а"u8);
        }
    }

    /// <summary>Nobody else's, nothing when there is none.</summary>
    public void WriteEmail(Utf8Buffer text)
    {
        if (HasEmail)
        {
            text.Add(First.English);
            text.Add((byte)'.');
            text.Add(Family.English);
            text.Add(IsWoman ? "a.u"u8 : ".u"u8);
            text.Add((long)user);
            text.Add((byte)'@');
            text.Add(Hosts[(int)((_drawn >> 32) % (ulong)Hosts.Length)]);
        }
    }

    /// <summary>A mobile number in E.164, nobody else's.</summary>
    public void WritePhone(Utf8Buffer text)
    {
        text.Add("+79"u8);
        // The factor has no divisor in common with 10^9, so no two customers share a number.
        text.AddPadded(((user * 104_729L) + (long)(seed % 1_000_000_000)) % 1_000_000_000, 9);
    }

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    public void WriteBirthday(Utf8Buffer text)
    {
        text.AddPadded(BirthYear, 4);
        text.Add((byte)'-');
        text.AddPadded(1 + (long)((_drawn >> 48) % 12), 2);
        text.Add((byte)'-');
        text.AddPadded(1 + (long)((_drawn >> 52) % 28), 2);
    }

    /// <summary>What the application gives the SDK as the user's id.</summary>
    public static void WriteProfileId(Utf8Buffer text, int user) => text.Add(100_000L + user);

    private sealed class Name(string russian, string english)
    {
        public byte[] Russian { get; } = Encoding.UTF8.GetBytes(russian);

        public byte[] English { get; } = Encoding.UTF8.GetBytes(english);
    }
}
