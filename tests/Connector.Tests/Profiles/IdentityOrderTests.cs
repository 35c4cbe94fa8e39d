using FsCheck;
using FsCheck.Fluent;
using static Connector.Tests.Profiles.IdentityLines;

namespace Connector.Tests.Profiles;

/// <summary>One person out of many devices, in whatever order what they did comes.</summary>
public sealed class IdentityOrderTests
{
    [Fact]
    public void Any_order_of_what_one_person_does_on_any_devices_ends_in_the_same_profiles() =>
        Prop.ForAll(OnePerson.ToArbitrary(), sample =>
        {
            (string[] records, int seed) = sample;
            var random = new System.Random(seed);
            string[] shuffled = [.. records];
            random.Shuffle(shuffled);
            int cut = random.Next(shuffled.Length + 1);
            string expected = string.Join('\n', ReadAsync(1000, records).GetAwaiter().GetResult());
            string actual = string.Join('\n', ReadAsync(random.Next(1, 5), shuffled[..cut], shuffled[cut..], records).GetAwaiter().GetResult());
            return (expected == actual).Label($"expected\n{expected}\nbut\n{actual}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void Users_who_share_devices_keep_what_they_said_themselves_in_any_order() =>
        Prop.ForAll(ManyPeople.ToArbitrary(), sample =>
        {
            (string[] records, int seed) = sample;
            string[] shuffled = [.. records];
            new System.Random(seed).Shuffle(shuffled);
            string expected = string.Join('\n', ReadAsync(1000, records).GetAwaiter().GetResult());
            string actual = string.Join('\n', ReadAsync(3, shuffled, records).GetAwaiter().GetResult());
            return (expected == actual).Label($"expected\n{expected}\nbut\n{actual}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void What_happened_on_shared_devices_read_again_changes_nothing() =>
        Prop.ForAll(SharedDevices.ToArbitrary(), sample =>
        {
            (string[] records, int seed) = sample;
            int size = new System.Random(seed).Next(1, 5);
            string once = string.Join('\n', ReadAsync(size, records).GetAwaiter().GetResult());
            string twice = string.Join('\n', ReadAsync(size, records, records).GetAwaiter().GetResult());
            return (once == twice).Label($"expected\n{once}\nbut\n{twice}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static readonly Gen<string> What = Gen.Elements("", " city=Omsk", " city=Tver", " name=Ann", " email=a@x.io", " email=b@x.io", " card=A1", " phone=+79161234567", " buy", " buy");

    private static readonly Gen<(string[] Records, int Seed)> OnePerson =
        from size in Gen.Choose(1, 20)
        from records in (from user in Gen.Elements("anna", "-", "-") from device in Gen.Elements("1", "2", "3", "-") from what in What select user == "-" && device == "-" ? "anna -" + what : $"{user} {device}{what}").ArrayOf(size)
        from seed in Gen.Choose(0, int.MaxValue)
        select (Story(records), seed);

    /// <summary>Who did what without a name on a shared device depends on what is known when it is read, so devices alone say nothing here.</summary>
    private static readonly Gen<(string[] Records, int Seed)> ManyPeople =
        from size in Gen.Choose(1, 20)
        from records in (from user in Gen.Elements("anna", "bob", "eve", "-") from device in Gen.Elements("1", "2", "3") from what in What select user == "-" ? $"- {device}" : $"{user} {device}{what}").ArrayOf(size)
        from seed in Gen.Choose(0, int.MaxValue)
        select (Story(records), seed);

    private static readonly Gen<(string[] Records, int Seed)> SharedDevices =
        from size in Gen.Choose(3, 20)
        from records in (from user in Gen.Elements("anna", "bob", "-") from device in Gen.Elements("1", "2") from what in What select $"{user} {device}{what}").ArrayOf(size)
        from seed in Gen.Choose(0, int.MaxValue)
        select (Story(records), seed);
}
