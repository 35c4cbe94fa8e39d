using System.Buffers.Binary;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.States;

namespace Connector.Fuzz.Targets;

/// <summary>Bytes of profiles: refused as damaged, or read, and then the same when they are written and read again.</summary>
internal sealed class ProfileTarget : Target
{
    private const long Noon = 1_700_000_000_000;

    private readonly ProfileCodec _codec = new();

    public override string Name => "profile";

    public override IReadOnlyList<byte[]> Seeds { get; } = [State(0, null), State(1, null), State(5, "anna"), State(40, null)];

    public override IReadOnlyList<byte[]> Words { get; } = [.. Inputs.Evil, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x7F], [1], [2], [0x80, 0x80], [0, 0, 0]];

    public override long FixedBytes => 256 << 10;

    /// <summary>A checksum that fits, most of the time: else nothing behind it is tried.</summary>
    public override byte[] Finish(byte[] input, Random random)
    {
        if (input.Length >= 5 && random.Next(8) != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(input.AsSpan(input.Length - 4), Checksum.Of(input.AsSpan(0, input.Length - 4)));
        }

        return input;
    }

    public override void Read(byte[] input, Random random) => Decode(input);

    public override void Check(byte[] input, Random random)
    {
        if (Decode(input) is { } profile)
        {
            byte[] written = _codec.Encode(profile).ToArray();
            ProfileState? again = Decode(written);
            Hold(again is not null && _codec.Encode(again).SequenceEqual(written), "A profile that was read is another when it is written and read again.");
        }
    }

    private ProfileState? Decode(byte[] state)
    {
        try
        {
            return new ProfileState(5, "customers", _codec.Decode(5, Noon, Noon, state));
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private static byte[] State(int things, string? user)
    {
        var contents = new ProfileContents(Noon) { UpdatedAt = Noon, CustomUserId = user };
        for (int i = 0; i < things; i++)
        {
            var stamp = new Stamp(Noon + i, Noon);
            contents.Fields[$"field{i}"] = new FieldState { Plain = $"value {i}", PlainStamp = stamp, Elements = i % 3 == 0 ? [new ListElement("+79160000000", stamp)] : null };
            contents.Devices.Add(new DeviceState(new DeviceId(DeviceKind.AppMetrica, $"{i}000"), stamp));
        }

        return new ProfileCodec().Encode(new ProfileState(5, "customers", contents)).ToArray();
    }
}
