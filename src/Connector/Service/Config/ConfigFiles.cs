using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Connector.Commands;
using Connector.Configuration;
using Connector.Core.Telemetry;
using Connector.Schedule;

namespace Connector.Service.Config;

/// <summary>The integrations' files: read, checked and replaced, and nothing outside their folder.</summary>
/// <param name="allowedHosts">As <see cref="ConfigOptions.AllowedHosts"/>.</param>
/// <param name="takeUp">Puts what is in the folder to use at once.</param>
internal sealed partial class ConfigFiles(
    string directory, Func<string, string?> environment, IReadOnlyList<string> allowedHosts, Func<CancellationToken, Task<ConfigState>> takeUp) : IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _root = Path.GetFullPath(directory);
    private readonly string _integrations = Path.Combine(Path.GetFullPath(directory), "integrations");
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Integrations that have a file, by name.</summary>
    public IReadOnlyList<string> Names => Directory.Exists(_integrations)
        ? [.. Directory.EnumerateFiles(_integrations, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>A name that a new file may have: it says nothing of folders to any system.</summary>
    public static bool IsName(string name) => NewName().IsMatch(name);

    /// <returns>Null: there is no such file.</returns>
    /// <exception cref="ConfigFileException">The file cannot be read, or lies elsewhere.</exception>
    public ConfigFile? Read(string name)
    {
        if (PathOf(name) is not { } path)
        {
            return null;
        }

        try
        {
            byte[] contents = File.ReadAllBytes(path);
            return new ConfigFile(name, StrictUtf8.GetString(contents), TagOf(contents));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new ConfigFileException($"The file of {name} cannot be read. See its permissions, and that it is in UTF-8.");
        }
    }

    /// <summary>Checks the folder as it is, with the secrets it names.</summary>
    public ConfigResult Check() => ConfigFolder.Load(directory, environment, Invocation.OptionsOf(directory, needsSecrets: true, allowedHosts));

    /// <summary>Checks the folder as it would be with this text. Secrets are left alone, whoever asks.</summary>
    public ConfigResult Check(ConfigDraft draft) =>
        ConfigFolder.Load(directory, environment, Invocation.OptionsOf(directory, needsSecrets: false, allowedHosts) with { Draft = draft, LeaveSecrets = true });

    /// <summary>Checks the text with what it refers to; the other integrations do not matter.</summary>
    /// <returns>A catalog with this one integration.</returns>
    public ConfigResult CheckAlone(ConfigDraft draft) =>
        ConfigFolder.Check(directory, draft.Name, draft.Text, environment, Invocation.OptionsOf(directory, needsSecrets: false, allowedHosts) with { LeaveSecrets = true });

    /// <summary>Checks the text within the whole folder; where nothing is wrong, it becomes the file and is taken up at once.</summary>
    /// <param name="ifMatch">The tag the file must have now; <c>*</c>: it must be there; null: whatever is there.</param>
    /// <param name="mustBeNew">There must be no such file.</param>
    /// <exception cref="ConfigFileException">The file cannot be written, or lies elsewhere.</exception>
    public async Task<Replacement> ReplaceAsync(ConfigDraft draft, string? ifMatch, bool mustBeNew, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ConfigFile? before = Read(draft.Name);
            if ((before is null && ifMatch is not null) || (before is not null && mustBeNew) || (before is not null && ifMatch is not null and not "*" && ifMatch != before.Tag))
            {
                return new Replacement(ReplacementKind.Overtaken, before, [], InUse: false);
            }

            ConfigResult result = ConfigFolder.Load(
                directory, environment, Invocation.OptionsOf(directory, needsSecrets: true, allowedHosts) with { Draft = draft, MayReadFile = FilesThatMayBeRead() });
            if (result.Catalog is null)
            {
                return new Replacement(ReplacementKind.Refused, before, result.Problems, InUse: false);
            }

            Write(draft);
            var after = new ConfigFile(draft.Name, draft.Text, TagOf(Encoding.UTF8.GetBytes(draft.Text)));
            // What is on disk stays there, so whoever asked may go away now.
            ConfigState state = await takeUp(CancellationToken.None);
            return new Replacement(before is null ? ReplacementKind.Created : ReplacementKind.Replaced, after, result.Problems, state.IsInUse);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Replaces the file in one step: whoever reads it sees the old text or the new one, and a crash leaves one of them.</summary>
    private void Write(ConfigDraft draft)
    {
        string path = Path.Combine(_integrations, draft.Name + ".json");
        // Always the same, so that the next one replaces what a killed process left.
        string beside = Path.Combine(_integrations, $".{draft.Name}.tmp");
        try
        {
            Directory.CreateDirectory(_integrations);
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(Encoding.UTF8.GetBytes(draft.Text));
                file.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(path))
            {
                File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
            }

            DurableSteps.Passed(DurableSteps.ConfigWritten);
            File.Move(beside, path, overwrite: true);
            DurableSteps.Passed(DurableSteps.ConfigReplaced);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new ConfigFileException($"The file of {draft.Name} cannot be written. See that the user of the service may write in the folder of integrations.");
        }
    }

    /// <returns>Null: there is no such file.</returns>
    /// <exception cref="ConfigFileException">A link leads out of the config folder.</exception>
    private string? PathOf(string name)
    {
        if (!Directory.Exists(_integrations))
        {
            return null;
        }

        // The name is looked for among those there are, and never made part of a path.
        string? file = Directory.EnumerateFiles(_integrations, "*.json").Select(path => Path.GetFileName(path)).FirstOrDefault(file => file == name + ".json");
        string root = Real(_root);
        string folder = Real(Path.Combine(root, "integrations"));
        string path = file is null ? folder : Real(Path.Combine(folder, file));
        return path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? file is null ? null : path
            : throw new ConfigFileException($"The file of {name} would be outside the config folder, where a link leads; the service neither reads nor writes there.");
    }

    /// <summary>Where a path leads when its last part is a link.</summary>
    private static string Real(string path) =>
        (Directory.Exists(path) ? Directory.ResolveLinkTarget(path, returnFinalTarget: true) : File.ResolveLinkTarget(path, returnFinalTarget: true))?.FullName ?? path;

    /// <summary>Files of secrets inside the folder, and those outside that people named on the machine itself.</summary>
    private Func<string, bool> FilesThatMayBeRead()
    {
        // Only what reading the folder asks for: a comment names nothing, or one that was sent first would let the next text read any file.
        var named = new HashSet<string>(StringComparer.Ordinal);
        ConfigFolder.Load(directory, environment, Invocation.OptionsOf(directory, needsSecrets: false, allowedHosts) with
        {
            MayReadFile = path =>
            {
                named.Add(path);
                return false;
            },
        });
        return path => named.Contains(path)
            || Path.GetFullPath(path, _root).StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>An entity tag, quotes included.</summary>
    private static string TagOf(byte[] contents) => $"\"{Convert.ToHexStringLower(SHA256.HashData(contents).AsSpan(0, 16))}\"";

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NewName();
}

/// <param name="Tag">Changes with the text; an entity tag of HTTP.</param>
internal sealed record ConfigFile(string Name, string Text, string Tag);

/// <summary>What became of the wish to replace a file.</summary>
/// <param name="File">As it is now; null: there is none.</param>
/// <param name="Problems">Of the whole folder with the new text; only warnings where it was replaced.</param>
/// <param name="InUse">The service works with it. False for a replaced one: something stands in the way, and it is tried again.</param>
internal sealed record Replacement(ReplacementKind Kind, ConfigFile? File, IReadOnlyList<Problem> Problems, bool InUse);

internal enum ReplacementKind
{
    Created,
    Replaced,

    /// <summary>The config would have errors; nothing was written.</summary>
    Refused,

    /// <summary>The file is another than the one who asked thinks; nothing was written.</summary>
    Overtaken,
}

/// <summary>A config file cannot be read or written. The message says why.</summary>
internal sealed class ConfigFileException(string message) : Exception(message);
