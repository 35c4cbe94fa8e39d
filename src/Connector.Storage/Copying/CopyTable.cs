namespace Connector.Storage.Copying;

/// <summary>What a column holds, whatever its database calls it.</summary>
internal enum CopyKind
{
    /// <summary>A whole number of up to 64 bits.</summary>
    Number,

    /// <summary>The same, of 32 bits in PostgreSQL.</summary>
    Small,

    /// <summary>The same, of 16 bits in PostgreSQL.</summary>
    Tiny,

    /// <summary>0 or 1, a boolean in PostgreSQL.</summary>
    Flag,
    Text,
    Bytes,

    /// <summary>16 bytes, an uuid in PostgreSQL.</summary>
    Key,
}

/// <summary>A column that both databases have.</summary>
internal readonly record struct CopyColumn(string Name, CopyKind Kind);

/// <summary>A table as a copy sees it.</summary>
/// <param name="Position">The column in whose order rows are copied, so that a copy that was broken off goes on behind the last; null: the table is gone through from its beginning.</param>
internal sealed record CopyTable(string Name, string? Position, CopyColumn[] Columns)
{
    /// <summary>Every table of a store but those that hold nothing lasting, such as which process is busy with what, in an order in which what is referred to comes first.</summary>
    public static readonly CopyTable[] All =
    [
        Of("database_name", "id", "id:small name:text"),
        Of("key_space", "id", "id:small database:text kind:tiny field:text form:text"),
        Of("goal_kind", "id", "id:small integration:text hook:text pixel:text database:text stitch:flag"),
        Of("profile", "id", "id:number database:small created_at:number updated_at:number state:bytes"),
        Of("profile_key", null, "value:text space:small profile:number"),
        Of("goal", "key", "key:key kind:small name:text value:text at:number profile:number anonymous_id:text waiting:small part:number newest_destination:small"),
        Of(
            "profile_merge",
            "id",
            "id:number database:small from_profile:number into_profile:number device_kind:tiny device:text record:text at:number refused:text split_at:number split_by:text"),
        Of("destination", "id", "id:small name:text"),
        Of("told_profile", null, "destination:small profile:number name:text"),
        Of(
            "delivery",
            "id",
            "id:number destination:small profile:number kind:tiny message:key at:number state:tiny queued_at:number next_at:number attempts:small answers:small "
            + "ended_at:number answer:text body:text"),
        Of("reject", "id", "id:number key:key integration:text hook:text resource:text reason:text at:number occurrence:small read_at:number detail:text record:text"),
        Of("cursor", null, "integration:text resource:text started_at:number moved_to:number"),
        Of("backfill", null, "backfill:text resource:text moved_to:number"),
        Of("pending_export", null, "owner:text resource:text url:text starts_at:number ends_at:number asked_at:number"),
        Of("time_zone", null, "integration:text name:text"),
        Of(
            "run",
            "id",
            "id:number integration:text kind:text status:text started_at:number finished_at:number records:number matched:number created:number updated:number "
            + "unchanged:number skipped:number goals:number rejected:number warnings:text error:text range_from:number range_to:number hook:text requested_by:text"),
        Of("token", "id", "id:number name:text role:text hash:bytes created_at:number last_used_at:number revoked_at:number"),
        Of("audit", "id", "id:number at:number actor:text action:text subject:text detail:text"),
        Of("sample", "id", "id:number integration:text resource:text at:number record:text"),
        Of("alert", null, "integration:text kind:text since:number"),
        Of("alert_delivery", "id", "id:number webhook:text at:number body:text"),
        Of("inbox", null, "id:text moved_to:number"),
        Of("message_seen", "id", "id:number key:key place:number at:number"),
        Of("registered_user", "key", "key:key"),
        Of("waiting_message", "id", "id:number integration:text resource:text first_user:key second_user:key at:number record:text"),
    ];

    public IEnumerable<string> Names => Columns.Select(column => column.Name);

    public int PositionIndex => Array.FindIndex(Columns, column => column.Name == Position);

    private static CopyTable Of(string name, string? position, string columns) => new(
        name,
        position,
        [.. columns.Split(' ').Select(column => column.Split(':')).Select(parts => new CopyColumn(parts[0], Enum.Parse<CopyKind>(parts[1], ignoreCase: true)))]);
}
