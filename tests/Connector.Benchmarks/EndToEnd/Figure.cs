namespace Connector.Benchmarks.EndToEnd;

/// <summary>A figure over all rounds.</summary>
internal readonly record struct Figure(double Median, double Least, double Most)
{
    public static Figure Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Figure(median, sorted[0], sorted[^1]);
    }

    public string Text(string format) => $"{Median.ToString(format)} ({Least.ToString(format)} to {Most.ToString(format)})";
}
