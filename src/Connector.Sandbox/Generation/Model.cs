using System.Collections.Immutable;
using System.Text;

namespace Connector.Sandbox.Generation;

/// <summary>A make of device.</summary>
internal sealed class Model
{
    private static readonly ImmutableArray<Model> All =
    [
        new("Apple", "iPhone 14 Pro", "iPhone15,2", "ios", "phone", "18.6.2", "17.5.1", "26.0.1"),
        new("Apple", "iPhone 13", "iPhone14,5", "ios", "phone", "18.5", "17.6.1", "16.7.10"),
        new("Apple", "iPhone 11", "iPhone12,1", "ios", "phone", "18.3.1", "16.6", "17.4"),
        new("Apple", "iPad Air", "iPad13,16", "ios", "tablet", "17.7", "18.4", "18.6"),
        new("Samsung", "Galaxy S23", "SM-S911B", "android", "phone", "14", "15", "16"),
        new("Samsung", "Galaxy A54", "SM-A546E", "android", "phone", "13", "14", "15"),
        new("Samsung", "Galaxy Tab A8", "SM-X200", "android", "tablet", "12", "13", "14"),
        new("Xiaomi", "Redmi Note 12", "23021RAAEG", "android", "phone", "12", "13", "14"),
        new("Xiaomi", "POCO X5 Pro", "22101320G", "android", "phone", "13", "14", "12"),
        new("Realme", "realme C21", "RMX3201", "android", "phone", "11", "10", "11"),
        new("Huawei", "P40 lite", "JNY-LX1", "android", "phone", "10", "10", "12"),
        new("Infinix", "HOT 30", "X6831", "android", "phone", "13", "13", "14"),
    ];

    private Model(string manufacturer, string name, string original, string os, string type, params ReadOnlySpan<string> versions)
    {
        Manufacturer = Encoding.UTF8.GetBytes(manufacturer);
        Name = Encoding.UTF8.GetBytes(name);
        Original = Encoding.UTF8.GetBytes(original);
        Os = Encoding.UTF8.GetBytes(os);
        Type = Encoding.UTF8.GetBytes(type);
        IsApple = os == "ios";
        Versions = [Encoding.UTF8.GetBytes(versions[0]), Encoding.UTF8.GetBytes(versions[1]), Encoding.UTF8.GetBytes(versions[2])];
    }

    public byte[] Manufacturer { get; }

    public byte[] Name { get; }

    public byte[] Original { get; }

    public byte[] Os { get; }

    public byte[] Type { get; }

    public ImmutableArray<byte[]> Versions { get; }

    public bool IsApple { get; }

    public static Model Of(ulong hardware) => All[(int)(hardware % (ulong)All.Length)];
}
