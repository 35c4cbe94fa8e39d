using Microsoft.Data.Sqlite;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Sqlite;

/// <summary>A file from before goals said which destination was the newest when they came.</summary>
public sealed class GoalDestinationTests : IDisposable
{
    private readonly SqliteBacking _backing = new();

    public void Dispose() => _backing.Dispose();

    [Fact]
    public async Task An_older_file_still_knows_which_goals_came_since_a_destination_is_configured()
    {
        await using (OpenStore store = await _backing.OpenAsync())
        {
            await store.PrepareAsync(DeliveryStories.Metrix(), DeliveryStories.Altcraft());
            await store.AddGoalsAsync(Goal(1), Goal(2), Goal(3));
        }

        MakeOlder();
        await using (await _backing.OpenAsync())
        {
            // Brought up to date by opening.
        }

        Assert.Equal("-,1,2", Ask("select group_concat(coalesce(newest_destination, '-')) from (select newest_destination from goal order by id)"));
    }

    /// <summary>As it was: the first destination was configured after one goal, the second after two.</summary>
    private void MakeOlder() => Ask("""
        alter table goal drop column newest_destination;
        alter table destination add column first_goal integer not null default 0;
        update destination set first_goal = id;
        delete from schema_version where version >= 8;
        select 'done';
        """);

    private string Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_backing.Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }
}
