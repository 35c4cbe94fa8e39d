namespace Connector.Benchmarks.Scale;

/// <summary><c>scale</c>: syncs into PostgreSQL against COPY of the same rows, by the number of worker processes, and by the number of goals there are.</summary>
internal static class ScaleBenchmark
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var server = new DatabaseServer();
        var result = new ScaleResult();
        await CopyPart.RunAsync(server, result, arguments.Number("--records", 1_000_000), arguments.Number("--rounds", 3));
        foreach (var mark in result.Marks)
        {
            Console.WriteLine(mark);
        }

        return result.Marks.All(mark => mark.IsMet) ? 0 : 1;
    }
}
