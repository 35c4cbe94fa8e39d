namespace Connector.Sandbox.Generation;

/// <summary>What the customers of a generated application do.</summary>
public enum Business
{
    /// <summary>They browse, register, buy.</summary>
    Shop,

    /// <summary>They identify themselves, send applications, activate cards.</summary>
    Bank,
}

/// <summary>A made-up application. Equal options give equal rows.</summary>
public sealed record ShopOptions
{
    public ulong Seed { get; init; } = 1;

    public long ApplicationId { get; init; } = 1111;

    public Business Business { get; init; }

    /// <summary>Most of them register within the range, at most one for eight events; the others had done so before.</summary>
    public int Users { get; init; } = 1_000;

    /// <summary>How many records <c>events</c> has over the whole range.</summary>
    public long Events { get; init; } = 20_000;

    /// <summary>The first second in which the server receives something.</summary>
    public DateTimeOffset From { get; init; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The end of the range, itself outside it.</summary>
    public DateTimeOffset To { get; init; } = new(2026, 11, 15, 0, 0, 0, TimeSpan.Zero);
}
