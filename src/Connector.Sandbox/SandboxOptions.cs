using System.Collections.Immutable;
using Connector.Sandbox.Data;
using Connector.Sandbox.Faults;
using Connector.Sandbox.Generation;

namespace Connector.Sandbox;

/// <summary>How a sandbox behaves.</summary>
public sealed record SandboxOptions
{
    /// <summary>On loopback; 0: any free one.</summary>
    public int Port { get; init; }

    public ImmutableArray<SandboxApplication> Applications { get; init; } = SandboxApplication.Examples;

    /// <summary>What every application that is not named above is like, so that anybody's integration finds its own id; null: those are not visible.</summary>
    public SandboxApplication? AnyOther { get; init; }

    /// <summary>The believable data of applications that have no source of their own; each application's id and business replace the ones in it.</summary>
    public ShopOptions Shop { get; init; } = new();

    /// <summary>By resource, a downloaded export whose rows every application has: <c>.json</c>, <c>.csv</c> or <c>.jsonl</c>, each also <c>.gz</c>. With any, the other resources are empty: made-up people do not mix with real ones.</summary>
    public ImmutableDictionary<string, string> DataFiles { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How long the server makes one file. The files of one application are made one after another.</summary>
    public TimeSpan Preparation { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many polls are told to wait at least, however long the file has been there.</summary>
    public int Polls { get; init; }

    /// <summary>Whether a body tells its number of rows in <c>Rows-Number</c>; they are counted first, which doubles the work.</summary>
    public bool RowsNumber { get; init; }

    /// <summary>Whether the status call answers with the key it had before 2026, <c>status</c>.</summary>
    public bool OldStatusKey { get; init; }

    /// <summary>Whether rows whose receive time is still to come are left out, so that a running service sees new ones arrive.</summary>
    public bool HideFuture { get; init; }

    public ImmutableArray<Fault> Faults { get; init; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>An application that the sandbox knows.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Token">The OAuth token that may read it; null: every token.</param>
public sealed record SandboxApplication(long Id, string Name, string TimeZone = "Europe/Moscow", string? Token = null)
{
    public static readonly ImmutableArray<SandboxApplication> Examples =
    [
        new(1111, "Shop"),
        new(2222, "Bank") { Business = Business.Bank },
    ];

    /// <summary>What its generated customers do.</summary>
    public Business Business { get; init; }

    /// <summary>Its rows; null: generated ones.</summary>
    public IRowSource? Source { get; init; }
}
