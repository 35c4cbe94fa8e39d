using System.Runtime.CompilerServices;

namespace Connector.Testing;

/// <summary>Compares a text that outsiders rely on with the one that was agreed to. A change is agreed to by renaming the received file.</summary>
public static class Approved
{
    /// <param name="name">The file beside the test, with <c>.approved</c> before its extension: <c>openapi.json</c> is <c>openapi.approved.json</c>.</param>
    public static void Matches(string text, string name, [CallerFilePath] string test = "")
    {
        string folder = Path.GetDirectoryName(test)!;
        string approved = Path.Combine(folder, Named(name, "approved"));
        string received = Path.Combine(folder, Named(name, "received"));
        string agreed = File.Exists(approved) ? File.ReadAllText(approved) : "";
        string now = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (now == agreed)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, now);
        int line = agreed.Split('\n').Zip(now.Split('\n')).TakeWhile(pair => pair.First == pair.Second).Count() + 1;
        throw new NotApprovedException($"{approved} differs from line {line} on. If the change is meant: mv {received} {approved}");
    }

    private static string Named(string name, string what) => $"{Path.GetFileNameWithoutExtension(name)}.{what}{Path.GetExtension(name)}";
}

/// <summary>A text is not what was agreed to.</summary>
public sealed class NotApprovedException(string message) : Exception(message);
