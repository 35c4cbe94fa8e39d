namespace Connector.Sandbox.Generation;

/// <summary>What happened at one place: who, on which device, when. Filled anew for every record.</summary>
internal sealed class Moment
{
    public EventKind Kind { get; set; }

    public int User { get; set; }

    /// <summary>Whether the customer has registered by now.</summary>
    public bool Known { get; set; }

    /// <summary>The device itself: it stays over re-installs.</summary>
    public ulong Hardware { get; set; }

    /// <summary>The device with this install of the application.</summary>
    public ulong DeviceId { get; set; }

    public bool Reinstalled { get; set; }

    /// <summary>Unix seconds by the device's clock.</summary>
    public long EventTime { get; set; }

    /// <summary>Unix seconds by the server's clock.</summary>
    public long ReceiveTime { get; set; }

    /// <summary>When the application was installed, by the device; only of installs and profiles.</summary>
    public long InstallTime { get; set; }

    /// <summary>When the server heard of the install; of an event, its own receive time.</summary>
    public long InstallReceiveTime { get; set; }

    /// <summary>Decides every detail.</summary>
    public ulong Detail { get; set; }

    /// <summary>The place, which numbers orders.</summary>
    public long Place { get; set; }

    public Model Model => Model.Of(Hardware);

    /// <summary>Dice for one matter, the same at every look.</summary>
    public Dice Roll(ulong salt) => new(Detail + salt);
}
