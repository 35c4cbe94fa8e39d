namespace Connector.Fuzz;

/// <summary>Makes wrong inputs of right ones.</summary>
internal static class Mutator
{
    private const int LongestInput = 16 << 10;
    private const int MostTimes = 300;

    public static byte[] Make(Target target, Random random)
    {
        List<byte> input = random.Next(20) == 0 ? Generate(target, random) : [.. Pick(target.Seeds, random)];
        for (int changes = 1 << random.Next(4); changes > 0; changes--)
        {
            Change(input, target, random);
        }

        if (input.Count > LongestInput)
        {
            input.RemoveRange(LongestInput, input.Count - LongestInput);
        }

        return target.Finish([.. input], random);
    }

    /// <summary>Nothing but words, one after another.</summary>
    private static List<byte> Generate(Target target, Random random)
    {
        List<byte> input = [];
        for (int words = random.Next(60); words > 0; words--)
        {
            input.AddRange(Pick(target.Words, random));
        }

        return input;
    }

    private static void Change(List<byte> input, Target target, Random random)
    {
        int at = random.Next(input.Count + 1);
        int length = Math.Min(random.Next(1, 1 << random.Next(1, 8)), input.Count - at);
        switch (random.Next(9))
        {
            case 0 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 1 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 4 when random.Next(4) == 0:
                input.RemoveRange(at, input.Count - at);
                break;
            case 5 when random.Next(4) == 0:
                Repeat(input, at, Pick(target.Words, random), random.Next(MostTimes));
                break;
            case 6 when random.Next(4) == 0:
                byte[] other = Pick(target.Seeds, random);
                int from = random.Next(other.Length + 1);
                input.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(200))]);
                break;
            case 7:
                byte[] over = Pick(target.Words, random);
                input.RemoveRange(at, Math.Min(over.Length, input.Count - at));
                input.InsertRange(at, over);
                break;
            default:
                input.InsertRange(at, Pick(target.Words, random));
                break;
        }
    }

    private static void Repeat(List<byte> input, int at, byte[] word, int times)
    {
        for (; times > 0; times--)
        {
            input.InsertRange(at, word);
        }
    }

    private static byte[] Pick(IReadOnlyList<byte[]> of, Random random) => of[random.Next(of.Count)];
}
