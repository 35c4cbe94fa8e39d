using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Tests.Profiles;

public sealed class PersonalValuesTests
{
    private static readonly PersonalValues Anna = Person();

    [Theory]
    [InlineData("""{"email":"anna@example.com"}""")]
    [InlineData("""{"a":{"b":[1,[" ANNA@Example.com"]]}}""")]
    [InlineData("""{"event_json":"{\"contacts\":{\"email\":\"anna@example.com\"}}"}""")]
    [InlineData("""{"event_json":"{\"inner\":\"{\\\"email\\\":\\\"anna@example.com\\\"}\"}"}""")]
    [InlineData("""{"email":"anna\u0040example.com"}""")]
    [InlineData("""{"event_json":"\uFEFF {\"email\":\"anna@example.com\"}"}""")]
    [InlineData("""{"event_json":"{\"email\":\"anna@example.com\""}""")]
    [InlineData("""{"text":"{\"email\":\"anna\\u0040example.com\", broken"}""")]
    [InlineData("""{"text":"a,b\nanna@example.com,c"}""")]
    [InlineData("""{"lone":"\ud83d","email":"anna@example.com"}""")]
    [InlineData("""{"anna@example.com":1}""")]
    [InlineData("""{"note":"write to anna@example.com."}""")]
    [InlineData("""{"url":"app://x?m=anna%40example.com&n=1"}""")]
    [InlineData("""{"mail":"anna.work@example.com"}""")]
    [InlineData("""{"device":"18446744073709551615"}""")]
    [InlineData("""{"device":18446744073709551615}""")]
    [InlineData("""{"key":"id_18446744073709551615"}""")]
    [InlineData("""{"phone":"+79161234567"}""")]
    [InlineData("""{"phone":"8 (916) 123-45-67"}""")]
    [InlineData("""{"phone":"0079161234567"}""")]
    [InlineData("""{"phone":79161234567}""")]
    [InlineData("""{"phone":"9161234567"}""")]
    [InlineData("""{"phone":"tel:+7-916-123-45-67;ext=5"}""")]
    [InlineData("""{"phone":"۸۹۱۶۱۲۳۴۵۶۷"}""")]
    [InlineData("""{"phone":"+7 (8) 916 123 45 67"}""")]
    [InlineData("""{"hash":"AA8A6B1226018606FB52FD4FB5E6F407D7A610C996250306ACF156A247C08E26"}""")]
    [InlineData("""{"note":"call +7 916 123-45-67 please"}""")]
    [InlineData("""{"sms":"+44 20 7946 0000"}""")]
    [InlineData("""{"card":"Loyal 12"}""")]
    [InlineData("""{"token":"5f0c1a7e-push"}""")]
    [InlineData("not json at all, from anna@example.com")]
    public void A_record_that_holds_a_value_of_the_person_is_recognised(string record) => Assert.True(Anna.AreIn(record));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"email":"joanna@example.com"}""")]
    [InlineData("""{"email":"anna@example.com.org"}""")]
    [InlineData("""{"email":"maria.anna@example.com"}""")]
    [InlineData("""{"device":"184467440737095516150"}""")]
    [InlineData("""{"device":118446744073709551615}""")]
    [InlineData("""{"name":"Anna","city":"Moscow","quantity":77,"age":"77"}""")]
    [InlineData("""{"phone":"+79161234568"}""")]
    [InlineData("""{"phone":"+479161234567"}""")]
    [InlineData("""{"phone":"779161234567"}""")]
    [InlineData("""{"phone":"1234567"}""")]
    [InlineData("""{"zero":"00000000-0000-0000-0000-000000000000","null":"undefined"}""")]
    [InlineData("""{"price":12345678.77}""")]
    public void A_record_of_somebody_else_is_not(string record) => Assert.False(Anna.AreIn(record));

    [Fact]
    public void A_number_is_compared_whole()
    {
        var values = new PersonalValues(new ProfileState(1, "customers", 0), ["12345"]);
        Assert.True(values.AreIn("""{"card":12345}"""));
        Assert.True(values.AreIn("""{"card":"card-12345"}"""));
        Assert.False(values.AreIn("""{"price":12345.67}"""));
    }

    [Fact]
    public void Of_a_profile_without_values_nothing_is_found() =>
        Assert.False(new PersonalValues(new ProfileState(1, "customers", 0), []).AreIn("""{"a":"","b":"anna@example.com","c":0}"""));

    private static PersonalValues Person()
    {
        var anna = new ProfileState(1, "customers", 0);
        anna.Fields["email"] = new FieldState { Plain = "Anna@example.com" };
        anna.Fields["second"] = new FieldState { Fill = "anna.work@example.com" };
        anna.Fields["_fname"] = new FieldState { Plain = "Anna" };
        anna.Fields["_city"] = new FieldState { Plain = "Moscow" };
        anna.Fields["phones"] = new FieldState { Elements = [new ListElement("+79161234567", default)] };
        anna.Fields["_hashed_email"] = new FieldState { Plain = "aa8a6b1226018606fb52fd4fb5e6f407d7a610c996250306acf156a247c08e26" };
        anna.Devices.Add(new DeviceState("18446744073709551615", default));
        anna.Subscriptions.Add(new SubscriptionState("newsletter", Channel.Sms, null, "+442079460000", default));
        anna.Subscriptions.Add(new SubscriptionState("newsletter", Channel.Push, "x", "5F0C1A7E-push", default));
        anna.Subscriptions.Add(new SubscriptionState("newsletter", Channel.Push, "x", "00000000-0000-0000-0000-000000000000", default));
        return new PersonalValues(anna, ["anna@example.com", "loyal 12", "77", "undefined"]);
    }
}
