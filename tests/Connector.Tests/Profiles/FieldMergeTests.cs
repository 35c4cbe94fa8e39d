using Connector.Core.Profiles;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Profiles;

public sealed class FieldMergeTests
{
    [Fact]
    public void The_newest_event_stays_whatever_was_read_first()
    {
        var field = new FieldState();
        field.Write("new", new Stamp(20, 20));
        Assert.False(field.Write("old", new Stamp(10, 30)));
        Assert.Equal("new", field.Visible());
    }

    [Fact]
    public void At_equal_event_times_the_later_receive_time_stays_then_the_greater_text()
    {
        var field = new FieldState();
        field.Write("b", new Stamp(10, 10));
        field.Write("a", new Stamp(10, 11));
        Assert.Equal("a", field.Visible());
        field.Write("", new Stamp(10, 11));
        Assert.Equal("a", field.Visible());
        field.Write("z", new Stamp(10, 11));
        Assert.Equal("z", field.Visible());
    }

    [Fact]
    public void A_fill_shows_only_where_nothing_was_said_and_the_oldest_stays()
    {
        var field = new FieldState();
        field.FillIn("late", new Stamp(20, 20));
        field.FillIn("early", new Stamp(10, 10));
        Assert.Equal("early", field.Visible());
        field.Write("said", new Stamp(1, 1));
        Assert.Equal("said", field.Visible());
        field.Write("", new Stamp(30, 30));
        Assert.Equal("early", field.Visible());
    }

    [Fact]
    public void A_clearing_hides_a_match_value_only_when_it_is_newer()
    {
        var field = new FieldState();
        field.MatchWith("Card", new Stamp(10, 10));
        field.Write("", new Stamp(10, 10));
        Assert.Equal("Card", field.Visible());
        field.Write("", new Stamp(11, 11));
        Assert.Null(field.Visible());
        field.MatchWith("CARD", new Stamp(12, 12));
        Assert.Equal("Card", field.Visible());
    }

    [Fact]
    public void Any_order_and_any_repetition_of_the_same_writes_ends_alike()
    {
        Gen<(int Kind, string Value, Stamp Stamp)> write =
            from kind in Gen.Choose(0, 4)
            from value in Gen.Elements("", "a", "A", "b")
            from time in Gen.Choose(1, 4)
            from received in Gen.Choose(1, 3)
            select (kind, value, new Stamp(time, received));
        Gen<((int, string, Stamp)[] Writes, int Seed)> both = from writes in write.ArrayOf() from seed in Gen.Choose(0, int.MaxValue) select (writes, seed);
        Prop.ForAll(both.ToArbitrary(), one =>
        {
            (int, string, Stamp)[] shuffled = [.. one.Writes, .. one.Writes.Take(2)];
            new Random(one.Seed).Shuffle(shuffled);
            return Result(one.Writes) == Result(shuffled);
        }).QuickCheckThrowOnFailure();
    }

    private static string Result((int Kind, string Value, Stamp Stamp)[] writes)
    {
        var field = new FieldState();
        foreach ((int kind, string value, Stamp stamp) in writes)
        {
            _ = kind switch
            {
                0 => field.Write(value, stamp),
                1 => value.Length > 0 && field.FillIn(value, stamp),
                2 => value.Length > 0 && field.MatchWith(value, stamp),
                3 => value.Length > 0 && field.AddFormer(new FormerValue(value, stamp)),
                _ => value.Length > 0 && field.AddElement(value, stamp),
            };
        }

        return $"{field.Visible()}|{string.Join(',', field.Elements ?? [])}|{field.Plain}|{field.PlainStamp}|{field.Fill}|{field.FillStamp}|{field.Match}|{field.MatchStamp}|{field.MatchNewest}|{string.Join(',', field.Former ?? [])}";
    }
}
