namespace Connector.Sandbox.Faults;

/// <summary>What the sandbox can do wrong on demand. Written in lower case with dashes: <c>queue-full:2</c>.</summary>
/// <remarks>A kind that counts hits so many requests or bodies and then stops, so that a client that tries again gets through.</remarks>
public enum FaultKind
{
    /// <summary><c>queue-full[:n]</c>: the first n exports are answered 429, as if three others waited. Default 3.</summary>
    QueueFull,

    /// <summary><c>quota[:n]</c>: the first n requests are answered 420. Default 1.</summary>
    Quota,

    /// <summary><c>server-error[:n]</c>: the first n exports are answered 500 and 503 in turn. Default 2.</summary>
    ServerError,

    /// <summary><c>reset[:n]</c>: the connection breaks in the middle of the first n bodies. Default 1.</summary>
    Reset,

    /// <summary><c>cut-body[:n]</c>: the first n bodies stop inside a record, though the answer ends in order. Default 1.</summary>
    CutBody,

    /// <summary><c>cut-gzip[:n]</c>: the first n bodies lack the trailer of their gzip; without gzip as <c>cut-body</c>. Default 1.</summary>
    CutGzip,

    /// <summary><c>more-parts[:seconds]</c>: 400 for a window longer than that which is not asked for in parts. Default 3600.</summary>
    MoreParts,

    /// <summary><c>more-parts-always</c>: 400 for everything that is not asked for in four parts or more.</summary>
    MorePartsAlways,

    /// <summary><c>unknown-column:NAME</c>: 400 for every export that asks for the column.</summary>
    UnknownColumn,

    /// <summary><c>unauthorized</c>: 401 for every request.</summary>
    Unauthorized,

    /// <summary><c>forbidden</c>: 403 for every request about an application.</summary>
    Forbidden,

    /// <summary><c>slow[:n]</c>: the first n bodies trickle. Default 1.</summary>
    Slow,

    /// <summary><c>stall[:n]</c>: the first n exports are not answered until the client gives up. Default 1.</summary>
    Stall,

    /// <summary><c>shards-unavailable[:n]</c>: the first n exports that do not skip unavailable shards are answered 500. Default 3.</summary>
    ShardsUnavailable,

    /// <summary><c>disabled</c>: the status call says that exports are not available.</summary>
    Disabled,

    /// <summary><c>duplicate-keys[:n]</c>: the records of the first n JSON bodies name their first member twice. Default 1.</summary>
    DuplicateKeys,

    /// <summary><c>bom[:n]</c>: the first n bodies begin with a byte order mark. Default 1.</summary>
    Bom,

    /// <summary><c>malformed-record[:n]</c>: the second record of the first n bodies breaks off in its middle. Default 1.</summary>
    MalformedRecord,

    /// <summary><c>trailing-comma[:n]</c>: a comma follows the last record of the first n JSON bodies. Default 1.</summary>
    TrailingComma,

    /// <summary><c>retry-after:seconds</c>: every 420, 429 and 503 carries that header.</summary>
    RetryAfter,
}
