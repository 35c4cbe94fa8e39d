namespace Connector.Storage.Copying;

/// <summary>A store that is copied from or to. A row is its values in the order of the table's columns: numbers and flags as 64 bits, texts, bytes, keys of 128 bits, or null.</summary>
internal interface ICopyEnd : IAsyncDisposable
{
    /// <summary>Rows in the order of the table's position, if it has one, as they stood when the end was opened for reading.</summary>
    /// <param name="after">The position behind which to begin; null: at the beginning.</param>
    IAsyncEnumerable<object?[]> ReadAsync(CopyTable table, object? after, CancellationToken cancellationToken);

    /// <summary>Adds rows, all or none; those that are there are left as they are.</summary>
    ValueTask WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken);

    /// <returns>The greatest position of the table; null: it is empty.</returns>
    ValueTask<object?> LastAsync(CopyTable table, CancellationToken cancellationToken);

    /// <summary>Whether a copy into this store was begun and not ended.</summary>
    ValueTask<bool> IsBegunAsync(CancellationToken cancellationToken);

    ValueTask MarkBegunAsync(CancellationToken cancellationToken);

    /// <summary>Makes ids go on behind those that were copied, and forgets that a copy was begun.</summary>
    /// <param name="nextProfile">No profile of the source had this id or a greater one.</param>
    ValueTask FinishAsync(long nextProfile, CancellationToken cancellationToken);

    /// <returns>The first id that no profile of the store has or had.</returns>
    ValueTask<long> NextProfileAsync(CancellationToken cancellationToken);
}
