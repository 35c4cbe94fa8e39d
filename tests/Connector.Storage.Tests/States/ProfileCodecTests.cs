using System.Buffers.Binary;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.States;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Storage.Tests.States;

/// <summary>The bytes of a profile's state: what goes in comes out, and nothing else is taken for a profile.</summary>
public sealed class ProfileCodecTests
{
    private readonly ProfileCodec _codec = new();

    [Fact]
    public void Every_profile_comes_back_as_it_was() => Prop.ForAll(Arb.From(ProfileGen.Profile), profile =>
    {
        byte[] state = _codec.Encode(profile).ToArray();
        Assert.Equivalent(profile, Decode(profile, state), strict: true);
        Assert.Equal(state, _codec.Encode(Decode(profile, state)).ToArray());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_damaged_byte_is_noticed() => Prop.ForAll(
        Arb.From(ProfileGen.Profile),
        Arb.From(Gen.Choose(0, int.MaxValue)),
        Arb.From(Gen.Choose(1, 255)),
        (profile, place, change) =>
        {
            byte[] state = _codec.Encode(profile).ToArray();
            state[place % state.Length] ^= (byte)change;
            Assert.Throws<StoreException>(() => Decode(profile, state));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_shortened_state_is_noticed() => Prop.ForAll(Arb.From(ProfileGen.Profile), Arb.From(Gen.Choose(0, int.MaxValue)), (profile, length) =>
    {
        byte[] state = _codec.Encode(profile).ToArray();
        Assert.Throws<StoreException>(() => Decode(profile, state[..(length % state.Length)]));
    }).QuickCheckThrowOnFailure();

    /// <summary>Bytes under a right checksum that no release wrote: refused or read, but never a crash of another kind.</summary>
    [Fact]
    public void Nonsense_under_a_right_checksum_is_refused() => Prop.ForAll(
        Arb.From(ProfileGen.Profile),
        Arb.From(Gen.Choose(0, int.MaxValue)),
        Arb.From(Gen.Choose(1, 255)),
        (profile, place, change) =>
        {
            byte[] state = _codec.Encode(profile).ToArray();
            state[place % (state.Length - 4)] ^= (byte)change;
            try
            {
                Decode(profile, Sealed(state[..^4]));
            }
            catch (StoreException e)
            {
                Assert.Contains("0000000000000005", e.Message);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_state_of_a_newer_release_is_refused_as_such()
    {
        var profile = new ProfileState(5, "customers", 0);
        byte[] newer = Sealed([4, .. _codec.Encode(profile)[1..^4]]);
        Assert.Contains("newer release", Assert.Throws<StoreException>(() => Decode(profile, newer)).Message);
    }

    [Fact]
    public void Bytes_behind_the_end_are_refused()
    {
        var profile = new ProfileState(5, "customers", 0);
        Assert.Throws<StoreException>(() => Decode(profile, Sealed([.. _codec.Encode(profile)[..^4], 0])));
    }

    [Fact]
    public void Names_are_made_once_and_one_event_costs_its_times_once()
    {
        var profile = new ProfileState(5, "customers", Sample.Noon);
        for (int i = 0; i < 10; i++)
        {
            profile.Fields[$"f{i}"] = new FieldState { Plain = "v", PlainStamp = Sample.At(1) };
        }

        byte[] state = _codec.Encode(profile).ToArray();

        Assert.Same(
            Decode(profile, state).Fields.Keys.First(),
            Decode(profile, state).Fields.Keys.First());
        // Version, three counts, ten times (name 3, parts 1, value 2, times 2), one longer time, checksum.
        Assert.InRange(state.Length, 1, 4 + (10 * 8) + 5 + 4);
    }

    private static byte[] Sealed(byte[] body)
    {
        byte[] state = [.. body, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(state.AsSpan(body.Length), Checksum.Of(body));
        return state;
    }

    private ProfileState Decode(ProfileState like, byte[] state) => new(like.Id, like.Database, _codec.Decode(like.Id, like.CreatedAt, like.UpdatedAt, state));
}
