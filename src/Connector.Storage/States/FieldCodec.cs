using Connector.Core.Profiles;

namespace Connector.Storage.States;

/// <summary>A field: its parts (1 plain, 2 fill, 4 elements, 8 match, 16 former values), then of each the text and its stamp; elements and former values as lists of them; a match has its newest stamp behind.</summary>
internal static class FieldCodec
{
    public static void Write(StateWriter writer, FieldState field)
    {
        writer.Byte((byte)(
            (field.Plain is null ? FieldParts.None : FieldParts.Plain)
            | (field.Fill is null ? FieldParts.None : FieldParts.Fill)
            | (field.Elements is null ? FieldParts.None : FieldParts.Elements)
            | (field.Match is null ? FieldParts.None : FieldParts.Match)
            | (field.Former is null ? FieldParts.None : FieldParts.Former)));

        if (field.Plain is { } plain)
        {
            writer.Text(plain);
            writer.Stamp(field.PlainStamp);
        }

        if (field.Fill is { } fill)
        {
            writer.Text(fill);
            writer.Stamp(field.FillStamp);
        }

        if (field.Elements is { } elements)
        {
            writer.Count(elements.Count);
            foreach (ListElement element in elements)
            {
                writer.Text(element.Value);
                writer.Stamp(element.Stamp);
            }
        }

        if (field.Match is { } match)
        {
            writer.Text(match);
            writer.Stamp(field.MatchStamp);
            writer.Stamp(field.MatchNewest);
        }

        if (field.Former is { } all)
        {
            writer.Count(all.Count);
            foreach (FormerValue former in all)
            {
                writer.Text(former.Value);
                writer.Stamp(former.Newest);
            }
        }
    }

    public static FieldState Read(ref StateReader reader)
    {
        var parts = (FieldParts)reader.Byte();
        var field = new FieldState();
        if (parts > FieldParts.All)
        {
            throw new DamagedStateException();
        }

        if (parts.HasFlag(FieldParts.Plain))
        {
            field.Plain = reader.Text();
            field.PlainStamp = reader.Stamp();
        }

        if (parts.HasFlag(FieldParts.Fill))
        {
            field.Fill = reader.Text();
            field.FillStamp = reader.Stamp();
        }

        if (parts.HasFlag(FieldParts.Elements))
        {
            int count = reader.Count();
            field.Elements = new List<ListElement>(count);
            for (; count > 0; count--)
            {
                field.Elements.Add(new ListElement(reader.Text(), reader.Stamp()));
            }
        }

        if (parts.HasFlag(FieldParts.Match))
        {
            field.Match = reader.Text();
            field.MatchStamp = reader.Stamp();
            field.MatchNewest = reader.Stamp();
        }

        if (parts.HasFlag(FieldParts.Former))
        {
            int count = reader.Count();
            field.Former = new List<FormerValue>(count);
            for (; count > 0; count--)
            {
                field.Former.Add(new FormerValue(reader.Text(), reader.Stamp()));
            }
        }

        return field;
    }

    [Flags]
    private enum FieldParts : byte
    {
        None = 0,
        Plain = 1,
        Fill = 2,
        Elements = 4,
        Match = 8,
        Former = 16,
        All = Plain | Fill | Elements | Match | Former,
    }
}
