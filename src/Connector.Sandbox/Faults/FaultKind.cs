namespace Connector.Sandbox.Faults;

/// <summary>What the sandbox can do wrong on demand. <see cref="Fault.Table"/> says what each does and how it is written.</summary>
/// <remarks>A kind with a number of times hits so often and then stops, so that a client that tries again gets through.</remarks>
public enum FaultKind
{
    QueueFull,
    Quota,
    ServerError,
    Reset,
    CutBody,
    CutGzip,
    MoreParts,
    MorePartsAlways,
    UnknownColumn,
    Unauthorized,
    Forbidden,
    Slow,
    Stall,
    ShardsUnavailable,
    Disabled,
    DuplicateKeys,
    Bom,
    MalformedRecord,
    TrailingComma,
    RetryAfter,
    DeliveryError,
    DeliveryBusy,
    DeliveryLost,
    DeliveryHang,
    DeliverySick,
    DeliveryRefuse,
}
