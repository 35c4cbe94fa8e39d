using System.Net;
using Connector.Service.Access;
using Connector.Testing;

namespace Connector.Tests.Service;

public sealed class AttemptLimitTests
{
    private readonly ManualTime _time = new();
    private readonly AttemptLimit _limit;

    public AttemptLimitTests() => _limit = new AttemptLimit(_time);

    [Fact]
    public void An_address_has_some_attempts_and_gets_them_back_one_by_one()
    {
        IPAddress address = IPAddress.Parse("192.0.2.1");
        Spend(address);
        Assert.Equal(AttemptLimit.Refill, _limit.Fail(address));
        _time.Advance(AttemptLimit.Refill - TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _limit.Fail(address));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_limit.Fail(address));
        Assert.NotNull(_limit.Fail(address));
        _time.Advance(AttemptLimit.Refill * AttemptLimit.Burst);
        Spend(address);
        Assert.NotNull(_limit.Fail(address));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void Addresses_that_one_person_has_count_as_one(string one, string other, bool isSame)
    {
        Spend(IPAddress.Parse(one));
        Assert.Equal(isSame, _limit.Fail(IPAddress.Parse(other)) is not null);
    }

    [Fact]
    public void Any_number_of_addresses_takes_no_more_than_so_much_memory()
    {
        for (int i = 0; i < 50_000; i++)
        {
            _limit.Fail(new IPAddress(i));
        }

        Assert.InRange(_limit.Count, 1, 10_000);
    }

    private void Spend(IPAddress address)
    {
        for (int i = 0; i < AttemptLimit.Burst; i++)
        {
            Assert.Null(_limit.Fail(address));
        }
    }
}
