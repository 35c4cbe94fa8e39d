using Connector.Core.Records;

namespace Connector.Core.Ingest;

/// <summary>Shows messages as records of a plan's columns.</summary>
internal sealed class MessageReader
{
    private readonly Record _record;
    private readonly JsonPathSet _members = new();
    private readonly PathValue[] _found;

    public MessageReader(RecordSchema schema)
    {
        _record = new Record(schema);
        foreach (string column in schema.Columns)
        {
            _members.Add(new FieldPath(column, "", [new PathStep(column)]));
        }

        _found = new PathValue[schema.Columns.Length];
    }

    /// <param name="text">As <see cref="MessageText"/> writes it.</param>
    /// <returns>Valid until the next call and as long as the text does not change.</returns>
    public Record Read(ArraySegment<byte> text)
    {
        _members.Find(text, _found);
        _record.Begin(text.Array!);
        for (int slot = 0; slot < _found.Length; slot++)
        {
            if (_found[slot] is { Form: not ValueForm.Missing } value)
            {
                _record.Set(slot, text.Offset + value.Start, value.Length, value.Form);
            }
        }

        _record.End(text.Offset, text.Count);
        return _record;
    }
}
