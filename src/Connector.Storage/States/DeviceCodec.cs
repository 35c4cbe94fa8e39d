using Connector.Core.Profiles;

namespace Connector.Storage.States;

/// <summary>A device. In form 1: id and stamp. In form 2: parts (1 Metrix's, 2 away, 4 first), id, stamp, first stamp.</summary>
internal static class DeviceCodec
{
    /// <summary>Whether form 1 says all there is.</summary>
    public static bool IsPlain(DeviceState device) => device is { Kind: DeviceKind.AppMetrica, IsAway: false, First: null };

    public static void Write(StateWriter writer, DeviceState device, byte form)
    {
        if (form > 1)
        {
            writer.Byte((byte)(
                (device.Kind == DeviceKind.Metrix ? Parts.Metrix : Parts.None)
                | (device.IsAway ? Parts.Away : Parts.None)
                | (device.First is null ? Parts.None : Parts.First)));
        }

        writer.Text(device.Id);
        writer.Stamp(device.Newest);
        if (form > 1 && device.First is { } first)
        {
            writer.Stamp(first);
        }
    }

    public static DeviceState Read(ref StateReader reader, byte form)
    {
        Parts parts = form > 1 ? (Parts)reader.Byte() : Parts.None;
        if (parts > Parts.All)
        {
            throw new DamagedStateException();
        }

        DeviceKind kind = parts.HasFlag(Parts.Metrix) ? DeviceKind.Metrix : DeviceKind.AppMetrica;
        return new DeviceState(new DeviceId(kind, reader.Text()), reader.Stamp())
        {
            IsAway = parts.HasFlag(Parts.Away),
            First = parts.HasFlag(Parts.First) ? reader.Stamp() : null,
        };
    }

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Metrix = 1,
        Away = 2,
        First = 4,
        All = Metrix | Away | First,
    }
}
