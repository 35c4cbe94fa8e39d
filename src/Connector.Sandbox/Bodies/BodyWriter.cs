using Connector.Sandbox.Data;

namespace Connector.Sandbox.Bodies;

/// <summary>Writes the body of one export, piece by piece, whatever its length.</summary>
internal sealed class BodyWriter(RowFormat format, BodyFlaws flaws, TimeProvider time)
{
    private const int Piece = 64 * 1024;

    // Enough for a client to have begun with the records before it loses the rest.
    private const int CutAfter = 16 * 1024;

    private const int SlowPiece = 1024;
    private const int SlowPauses = 20;
    private static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(20);

    private readonly Utf8Buffer _body = new(Piece + (16 * 1024));
    private int _pauses;

    /// <summary>Writes all rows, or as many as the flaws allow, and flushes.</summary>
    /// <returns>Rows written whole.</returns>
    public async Task<long> WriteAsync(IEnumerable<Row> rows, Stream target, CancellationToken cancellationToken)
    {
        bool breaks = flaws.End is BodyEnd.Cut or BodyEnd.Reset;
        if (flaws.Mark)
        {
            _body.Add("\uFEFF"u8);
        }

        format.Begin(_body);
        long count = 0;
        int start = 0;
        foreach (Row row in rows)
        {
            if (count > 0)
            {
                format.Between(_body);
            }

            start = _body.Length;
            format.Add(_body, row);
            if (count == 1 && flaws.BrokenRecord)
            {
                _body.CutTo(MiddleFrom(start));
            }

            count++;
            if (breaks && _body.Length > CutAfter)
            {
                break;
            }

            if (_body.Length > Piece)
            {
                await WriteOutAsync(target, cancellationToken);
            }
        }

        if (breaks)
        {
            _body.CutTo(MiddleFrom(start));
            count = Math.Max(0, count - 1);
        }
        else
        {
            if (count > 0 && flaws.TrailingComma)
            {
                _body.Add((byte)',');
            }

            format.End(_body, count > 0);
        }

        await WriteOutAsync(target, cancellationToken);
        await target.FlushAsync(cancellationToken);
        return count;
    }

    private int MiddleFrom(int start) => start + ((_body.Length - start) / 2);

    private async Task WriteOutAsync(Stream target, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> text = _body.Text;
        while (flaws.Slow && _pauses < SlowPauses && text.Length > SlowPiece)
        {
            _pauses++;
            await target.WriteAsync(text[..SlowPiece], cancellationToken);
            await target.FlushAsync(cancellationToken);
            text = text[SlowPiece..];
            await Task.Delay(SlowPause, time, cancellationToken);
        }

        await target.WriteAsync(text, cancellationToken);
        _body.Clear();
    }
}
