using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Npgsql;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Postgres;

/// <summary>Several processes make messages, and one sends them.</summary>
public sealed class PostgresTellingTests() : StoreContract(new PostgresBacking())
{
    [Fact]
    public async Task Messages_that_two_make_of_one_person_have_the_order_of_its_changes_and_times_of_their_own()
    {
        await using OpenStore other = await Backing.OpenAsync();
        await Store.PrepareAsync(DeliveryStories.Metrix());
        await other.PrepareAsync(DeliveryStories.Metrix());
        long anna = await Store.CreateAsync("anna@example.com");

        await Task.WhenAll(CountAsync(Store, 1), CountAsync(other, 2), CountAsync(Store, 3));

        Delivery[] all = [.. await Store.AllAsync()];
        Assert.All(all, one => Assert.Equal(anna, one.Message.Profile));
        Assert.Equal(all.Length, all.Select(one => one.Message.At).Distinct().Count());
        MessageBody[] bodies = [.. all.Where(one => one.Message.Kind == MessageKind.Profile).Select(one => MessageBody.Read(one.Message.Body))];
        Assert.Equal(Enumerable.Range(1, 60), bodies.Skip(1).Select(body => int.Parse(body.Person.First("_fname")!)));
        Assert.Equal(60, all.Count(one => one.Message.Kind == MessageKind.Goal));
    }

    [Fact]
    public async Task Who_loses_the_way_to_the_store_learns_it_before_sending_and_another_goes_on()
    {
        await using OpenStore other = await Backing.OpenAsync();
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        await Store.CreateAsync("anna@example.com");
        IAsyncDisposable? hold = await Store.Deliveries.HoldAsync("altcraft", default);
        Assert.Single(await Store.Deliveries.TakeAsync("altcraft", long.MaxValue, 10, default));

        await using (var connection = new NpgsqlConnection(((PostgresBacking)Backing).Address))
        {
            await connection.OpenAsync();
            await using var end = new NpgsqlCommand(
                "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database())",
                connection);
            await end.ExecuteNonQueryAsync();
        }

        await Assert.ThrowsAsync<StoreException>(async () => await Store.Deliveries.TakeAsync("altcraft", long.MaxValue, 10, default));
        await using (IAsyncDisposable? next = await other.Deliveries.HoldAsync("altcraft", default))
        {
            Assert.NotNull(next);
            Assert.Single(await other.Deliveries.TakeAsync("altcraft", long.MaxValue, 10, default));
        }

        await hold!.DisposeAsync();
        await using IAsyncDisposable? again = await Store.Deliveries.HoldAsync("altcraft", default);
        Assert.NotNull(again);
    }

    private static async Task CountAsync(OpenStore store, int worker)
    {
        for (int i = 0; i < 20; i++)
        {
            UInt128 key = (UInt128)((worker * 100) + i);
            await store.CommitAsync(async batch =>
            {
                ProfileState anna = (await batch.LoadAsync(Email("anna@example.com")))[0];
                anna.SetField("_fname", (int.Parse(anna.Fields.GetValueOrDefault("_fname")?.Plain ?? "0") + 1).ToString());
                anna.IsDirty = anna.HasNews = true;
                batch.Write(changes => changes with { Goals = [Goal(key, profile: anna.Id)] });
            });
        }
    }
}
