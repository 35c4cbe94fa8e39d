namespace Connector.Benchmarks.Workloads;

/// <summary>What a child can be told to measure.</summary>
internal static class Work
{
    public const string Sync = "sync";
    public const string Import = "import";
    public const string DecodeFloor = "decode-floor";
    public const string StoreFloor = "store-floor";
    public const string CopyFloor = "copy-floor";
    public const string Fill = "fill";
    public const string PlainProgram = "plain-program";

    public static Task<Measurement> RunAsync(Arguments arguments) => arguments.Text("--work") switch
    {
        Sync => SyncWork.RunAsync(arguments.Text("--workload"), arguments.Text("--url"), arguments.Text("--format"), arguments.Text("--store")),
        Import => ImportWork.RunAsync(arguments.Text("--workload"), arguments.Text("--file"), arguments.Text("--store")),
        DecodeFloor => Workloads.DecodeFloor.RunAsync(arguments.Text("--file")),
        StoreFloor => Workloads.StoreFloor.RunAsync(arguments.Text("--like"), arguments.Text("--store"), (int)arguments.Number("--batches", 1)),
        CopyFloor => Scale.CopyFloor.RunAsync(arguments.Text("--like"), arguments.Text("--store"), (int)arguments.Number("--batches", 1)),
        Fill => Growth.Filling.RunAsync(arguments.Text("--store"), arguments.Number("--profiles", 0)),
        PlainProgram => Workloads.PlainProgram.RunAsync(arguments.Text("--url"), arguments.Text("--store")),
        var other => throw new ArgumentException($"There is no work '{other}'.", nameof(arguments)),
    };
}
