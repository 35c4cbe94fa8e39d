using Connector.Core.Profiles;

namespace Connector.Storage.Sqlite;

/// <summary>What a batch makes of its working set, as it goes into the tables: the set may change again, or be another's, while it is written.</summary>
internal sealed class SetImage
{
    public ProfileImages Profiles { get; } = new();

    public KeyImages Keys { get; } = new();

    public void Take(WorkingSet set, KeySpaces spaces)
    {
        Profiles.Take(set.Profiles);
        Keys.Take(set.KeyChanges, spaces);
    }
}
