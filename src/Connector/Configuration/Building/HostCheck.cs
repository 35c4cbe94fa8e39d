using Connector.Configuration.Reading;
using Connector.Configuration.Settings;

namespace Connector.Configuration.Building;

/// <summary>Looks at the address to which a file's secrets are sent.</summary>
/// <param name="allowed">As <see cref="ConfigOptions.AllowedHosts"/>.</param>
internal sealed class HostCheck(IReadOnlyList<string> allowed, FileProblems problems)
{
    /// <param name="file">Where the setting stands, or its default holds.</param>
    /// <param name="usual">What holds where none is written; null: then another problem was added.</param>
    /// <param name="secret">What is sent there.</param>
    public void Check(Section file, Setting<Uri> setting, Uri? usual, string secret)
    {
        Entry<Uri>? written = file.Find(setting);
        if (written?.Value is { IsLoopback: false, Scheme: "http" })
        {
            problems.Warn(written.Place, "token-unprotected", $"Without https the {secret} can be read on its way. Write https:// if the server has it.");
        }

        Uri? url = written?.Value ?? (file.Has(setting) ? null : usual);
        if (url is not null && written is not { LacksSecret: true } && allowed.Count > 0 && !allowed.Contains(url.IdnHost, StringComparer.OrdinalIgnoreCase))
        {
            string shown = written is { HoldsSecret: true } ? written.Shown : $"'{url.IdnHost}'";
            problems.Error(
                written?.Place ?? file.Place,
                "host-not-allowed",
                $"This service may not send the {secret} to {shown}. Write a '{setting.Name}' at one of: {string.Join(", ", allowed)}; or have the setting connector.allowedHosts name this host too.");
        }
    }
}
