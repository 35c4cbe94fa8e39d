namespace Connector.Fuzz;

/// <summary>One reader of hostile input, and what must hold for whatever it is given.</summary>
internal abstract class Target
{
    /// <summary>What it is called in commands and findings.</summary>
    public abstract string Name { get; }

    /// <summary>Right inputs, from which wrong ones are made.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Pieces that mean something to the reader.</summary>
    public abstract IReadOnlyList<byte[]> Words { get; }

    /// <summary>The most bytes that reading may allocate, besides <see cref="BytesPerByte"/> for each byte of input.</summary>
    public virtual long FixedBytes => 64 << 10;

    public virtual long BytesPerByte => 200;

    /// <summary>The last touch on an input, such as a checksum without which nothing behind it would be read.</summary>
    public virtual byte[] Finish(byte[] input, Random random) => input;

    /// <summary>Reads the input as the product does. Any exception but the documented ones is a finding.</summary>
    public abstract void Read(byte[] input, Random random);

    /// <summary>What else must hold, by slower and plainer means.</summary>
    /// <exception cref="BrokenPromiseException">It does not.</exception>
    public virtual void Check(byte[] input, Random random)
    {
    }

    protected static void Hold(bool promise, string words)
    {
        if (!promise)
        {
            throw new BrokenPromiseException(words);
        }
    }
}

/// <summary>Something that was promised for every input does not hold for this one.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
