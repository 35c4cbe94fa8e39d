namespace Connector.Core.Access;

/// <summary>What a token may do; each role may all that the ones before it may.</summary>
public enum Role
{
    /// <summary>Looks at everything but tokens and the audit.</summary>
    Viewer,

    /// <summary>Also syncs, backfills, retries, pauses.</summary>
    Operator,

    /// <summary>Also edits the config, erases profiles, makes and revokes tokens.</summary>
    Admin,
}

/// <summary>Roles as they are written in commands, the API and the store.</summary>
public static class RoleWords
{
    public static string Name(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        _ => "admin",
    };

    /// <returns>Null: there is no such role.</returns>
    public static Role? Find(string word) => word switch
    {
        "viewer" => Role.Viewer,
        "operator" => Role.Operator,
        "admin" => Role.Admin,
        _ => null,
    };
}
