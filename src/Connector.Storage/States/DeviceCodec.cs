using Connector.Core.Profiles;

namespace Connector.Storage.States;

/// <summary>A device. In form 1: id and stamp. In form 2: parts (1 Metrix's, 2 away, 4 signed in, 8 signed in more than that, 16 last by the newest
/// record), id, stamp, the first sign-in, a count of those behind it and each, without the last if that is the newest record.</summary>
internal static class DeviceCodec
{
    /// <summary>Whether form 1 says all there is.</summary>
    public static bool IsPlain(DeviceState device) => device is { Kind: DeviceKind.AppMetrica, IsAway: false, SignIns: null };

    public static void Write(StateWriter writer, DeviceState device, byte form)
    {
        List<Stamp> signIns = device.SignIns ?? [];
        bool isNewest = signIns.Count > 1 && signIns[^1] == device.Newest;
        int others = signIns.Count - 1 - (isNewest ? 1 : 0);
        if (form > 1)
        {
            writer.Byte((byte)(
                (device.Kind == DeviceKind.Metrix ? Parts.Metrix : Parts.None)
                | (device.IsAway ? Parts.Away : Parts.None)
                | (signIns.Count == 0 ? Parts.None : Parts.First)
                | (others > 0 ? Parts.Others : Parts.None)
                | (isNewest ? Parts.LastIsNewest : Parts.None)));
        }

        writer.Text(device.Id);
        writer.Stamp(device.Newest);
        if (form == 1 || signIns.Count == 0)
        {
            return;
        }

        writer.Stamp(signIns[0]);
        if (others > 0)
        {
            writer.Count(others);
            foreach (Stamp signIn in signIns[1..(1 + others)])
            {
                writer.Stamp(signIn);
            }
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
        var device = new DeviceState(new DeviceId(kind, reader.Text()), reader.Stamp()) { IsAway = parts.HasFlag(Parts.Away) };
        if (parts.HasFlag(Parts.First))
        {
            device.SignIns = [reader.Stamp()];
            for (int others = parts.HasFlag(Parts.Others) ? reader.Count() : 0; others > 0; others--)
            {
                device.SignIns.Add(reader.Stamp());
            }

            if (parts.HasFlag(Parts.LastIsNewest))
            {
                device.SignIns.Add(device.Newest);
            }
        }

        return device;
    }

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Metrix = 1,
        Away = 2,
        First = 4,
        Others = 8,
        LastIsNewest = 16,
        All = Metrix | Away | First | Others | LastIsNewest,
    }
}
