using Connector.Configuration;

namespace Connector.Pages;

/// <summary>An integration's file as it stands in the editor.</summary>
/// <param name="Tag">What the file was when it was opened; null: there was none.</param>
/// <param name="Problems">What is wrong in this file, by place; null: it was not checked.</param>
/// <param name="Elsewhere">What is wrong in other files, which keeps this one from being saved.</param>
/// <param name="Preview">Null: it was not asked for.</param>
/// <param name="OnDisk">What somebody else made of the file in between; null: nobody did.</param>
/// <param name="Fault">Why it could not be saved or shown; null: nothing stood in the way.</param>
public sealed record Draft(
    string Name,
    string Text,
    string? Tag,
    IReadOnlyList<Problem>? Problems = null,
    IReadOnlyList<Problem>? Elsewhere = null,
    DraftPreview? Preview = null,
    string? OnDisk = null,
    string? Fault = null)
{
    public bool IsNew => Tag is null;

    public bool HasErrors => Problems?.Concat(Elsewhere ?? []).Any(problem => problem.Severity == Severity.Error) is true;

    /// <summary>Parts problems into those of this file and those of others.</summary>
    public Draft With(IReadOnlyList<Problem> problems)
    {
        string end = $"/integrations/{Name}.json";
        return this with
        {
            Problems = [.. problems.Where(problem => problem.File.EndsWith(end, StringComparison.Ordinal))],
            Elsewhere = [.. problems.Where(problem => !problem.File.EndsWith(end, StringComparison.Ordinal))],
        };
    }
}
