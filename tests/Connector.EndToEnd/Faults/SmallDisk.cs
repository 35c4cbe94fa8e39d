using System.Diagnostics;

namespace Connector.EndToEnd.Faults;

/// <summary>A disk of a few megabytes in memory, to be filled or made read-only. Mounting needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    /// <param name="folder">Made where there is none, and gone with the disk.</param>
    public SmallDisk(string folder, int megabytes)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder));
    }

    /// <summary>Why there can be none here; null: there can.</summary>
    public static string? Refusal { get; } = Try();

    /// <summary>Makes one file read-only for everybody, root too, until it is disposed of.</summary>
    public static IDisposable Freeze(string file)
    {
        Assert.Equal(0, Run("mount", "--bind", file, file));
        var frozen = new Frozen(file);
        Assert.Equal(0, Run("mount", "-o", "remount,ro,bind", file));
        return frozen;
    }

    private string Filling => Path.Combine(_folder, "filling");

    /// <summary>Takes all the room there is.</summary>
    public void Fill()
    {
        using FileStream file = File.Create(Filling, bufferSize: 1);
        byte[] bytes = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(bytes);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Clear() => File.Delete(Filling);

    public void MakeReadOnly(bool isReadOnly) => Assert.Equal(0, Run("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", _folder));

    /// <summary>Whatever still uses it keeps it until it ends.</summary>
    public void Dispose()
    {
        Run("umount", "-l", _folder);
        Directory.Delete(_folder);
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Full and read-only disks are tried on Linux alone.";
        }

        string folder = Directory.CreateTempSubdirectory("connector-disk-").FullName;
        bool mounts = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) == 0;
        if (mounts)
        {
            Run("umount", folder);
        }

        Directory.Delete(folder);
        return mounts ? null : "FULL AND READ-ONLY DISKS ARE NOT TRIED: nothing can be mounted here. Run the tests as root, with CAP_SYS_ADMIN in a container.";
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private sealed class Frozen(string file) : IDisposable
    {
        public void Dispose() => Assert.Equal(0, Run("umount", file));
    }
}

/// <summary>A fact about disks that are full or read-only; it says why where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DiskFactAttribute : FactAttribute
{
    public DiskFactAttribute() => Skip = SmallDisk.Refusal;
}
