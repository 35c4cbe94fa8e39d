using System.Collections.Immutable;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;

namespace Connector.Configuration.Building;

/// <summary>Makes a database of its file, and checks its fields against each other and the default fields.</summary>
internal sealed class DatabaseBuilder(FileProblems problems)
{
    public Database Build(string name, Section file)
    {
        List<Field> fields = [.. DefaultFields.All];
        HashSet<string> named = new(StringComparer.Ordinal);
        foreach (Section field in file.Value(DatabaseSettings.Fields).OrEmpty().Select(entry => entry.Value))
        {
            if (!field.TryGet(FieldSettings.Name, out Entry<string>? fieldName))
            {
                continue;
            }

            if (!named.Add(fieldName.Value))
            {
                problems.Error(fieldName.Place, "duplicate-name", $"A field {fieldName.Shown} is there already. Remove one of the two, or name it otherwise.");
                continue;
            }

            CheckValues(field);
            int at = fields.FindIndex(known => known.Name == fieldName.Value);
            if (at < 0)
            {
                fields.Add(Change(new Field(fieldName.Value, FieldType.String), field));
            }
            else
            {
                CheckDefault(fields[at], field);
                fields[at] = Change(fields[at], field);
            }
        }

        return new Database(name, file.Written(DatabaseSettings.Title) ?? name, file.Value(DatabaseSettings.DefaultPhoneCountry), [.. fields])
        {
            Hashes = file.Value(DatabaseSettings.Hashes) is { } hashes ? HashesOf(hashes) : ContactHashes.Default,
        };
    }

    private static ContactHashes HashesOf(Section said)
    {
        ContactHashes hashes = ContactHashes.Default;
        if (said.Value(HashesSettings.Email) is { } email)
        {
            hashes = hashes with
            {
                Email = new HashFormat(email.Value(EmailHashSettings.Algorithm), email.Value(EmailHashSettings.Encoding)),
                EmailForm = email.Value(EmailHashSettings.Form),
            };
        }

        if (said.Value(HashesSettings.Phone) is { } phone)
        {
            hashes = hashes with
            {
                Phone = new HashFormat(phone.Value(PhoneHashSettings.Algorithm), phone.Value(PhoneHashSettings.Encoding)),
                PhoneForm = phone.Value(PhoneHashSettings.Form),
            };
        }

        return hashes;
    }

    /// <summary>The field with what the file says of it; the rest stays.</summary>
    private static Field Change(Field field, Section said) => field with
    {
        Type = said.TryGet(FieldSettings.Type, out Entry<FieldType>? type) ? type.Value : field.Type,
        Required = said.TryGet(FieldSettings.Required, out Entry<bool>? required) ? required.Value : field.Required,
        Matchable = said.TryGet(FieldSettings.Matchable, out Entry<bool>? matchable) ? matchable.Value : field.Matchable,
        Values = said.Value(FieldSettings.Values).OrEmpty().Select(value => value.Value).ToImmutableArray(),
    };

    private void CheckDefault(Field field, Section said)
    {
        if (!said.TryGet(FieldSettings.Type, out Entry<FieldType>? type) || type.Value == field.Type)
        {
            return;
        }

        FieldType[] possible = field.Type switch
        {
            FieldType.Email or FieldType.PhoneList => [],
            FieldType.Date or FieldType.DateTime => [FieldType.Date, FieldType.DateTime, FieldType.String],
            FieldType.Ip or FieldType.HashedEmail or FieldType.HashedPhone => [FieldType.String],
            _ => Enum.GetValues<FieldType>(),
        };
        if (!possible.Contains(type.Value))
        {
            problems.Error(type.Place, "default-field-type", $"The default field '{field.Name}' cannot be {type.Shown}. Remove its type, or use a field of your own.");
        }
    }

    private void CheckValues(Section field)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Entry<string> value in field.Value(FieldSettings.Values).OrEmpty())
        {
            if (!seen.Add(value.Value))
            {
                problems.Error(value.Place, "duplicate-value", $"{value.Shown} stands twice among the values. Remove one.");
            }
        }
    }
}
