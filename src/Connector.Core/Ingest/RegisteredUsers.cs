using System.Text;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Core.Ingest;

/// <summary>Looks whether the user of a kept message has been registered meanwhile.</summary>
internal static class RegisteredUsers
{
    private static readonly string[] Members = ["customUserId", "metrixUserId"];

    /// <param name="record">As <see cref="MessageText"/> writes it.</param>
    public static async ValueTask<bool> HasAnyAsync(IBatchTransaction transaction, MetrixSource source, string record, CancellationToken cancellationToken)
    {
        var key = new MessageKey();
        var users = new List<UInt128>();
        using (JsonDocument document = JsonDocument.Parse(record))
        {
            foreach (string member in Members)
            {
                if (document.RootElement.TryGetProperty(member, out JsonElement id) && id.ValueKind == JsonValueKind.String)
                {
                    users.Add(key.OfUser(source.ApplicationId, Encoding.UTF8.GetBytes(member), Encoding.UTF8.GetBytes(id.GetString()!)));
                }
            }
        }

        MessageFacts facts = await transaction.LoadMessagesAsync(new MessageQuestion([], users, []), cancellationToken);
        return facts.Registered.Count > 0;
    }
}
