using Connector.Core.Profiles;

namespace Connector.Tests.Profiles;

public sealed class PhoneTextTests
{
    [Theory]
    [InlineData("09121122333")]
    [InlineData("9121122333")]
    [InlineData("989121122333")]
    [InlineData("00989121122333")]
    [InlineData("+98 (0) 912 112 2333")]
    [InlineData("(+98) 912.112.2333")]
    [InlineData("۰۹۱۲۱۱۲۲۳۳۳")]
    [InlineData("٠٩١٢١١٢٢٣٣٣")]
    [InlineData("０９１２−１１２２３３３")]
    [InlineData("＋98 912 112 2333")]
    [InlineData("𝟎𝟗𝟏𝟐𝟏𝟏𝟐𝟐𝟑𝟑𝟑")]
    [InlineData("tel:+98-912-112-2333")]
    [InlineData("TEL:09121122333")]
    [InlineData("\u202A+98 912 112 2333\u202C")]
    [InlineData("0912\u00A0112\u20112333")]
    [InlineData("0912/1122333")]
    [InlineData("09121122333 ext. 45")]
    [InlineData("09121122333;ext=45")]
    [InlineData("09121122333x45")]
    [InlineData("09121122333 #45")]
    [InlineData("09121122333 (доб. 45)")]
    [InlineData("۰۹۱۲۱۱۲۲۳۳۳ داخلی ۴۵")]
    public void Every_writing_of_a_number_is_that_number(string text) => Assert.Equal("+989121122333", PhoneNumber.Normalize(text, "IR"));

    [Theory]
    [InlineData("09121122333, 09121122334")]
    [InlineData("09121122333 09121122334")]
    [InlineData("09121122333/09121122334")]
    [InlineData("09121122333\n09121122334")]
    [InlineData("09121122333; 09121122334")]
    [InlineData("09121122333 or 09121122334")]
    [InlineData("+989121122333 +989121122334")]
    [InlineData("++989121122333")]
    [InlineData("98+9121122333")]
    [InlineData("09121122333 Reza")]
    [InlineData("Reza 09121122333")]
    [InlineData("09121122333 ext")]
    [InlineData("09121122333 ext 12345678")]
    [InlineData("ext 09121122333")]
    [InlineData("0912112233")]
    [InlineData("091211223334")]
    [InlineData("²9121122333")]
    [InlineData("tel:")]
    [InlineData("+")]
    [InlineData("\ud835")]
    public void Two_numbers_half_a_number_and_words_are_no_number(string text) => Assert.Null(PhoneNumber.Normalize(text, "IR"));

    [Theory]
    [InlineData("RU", "8~10 98 912 112 2333")]
    [InlineData("US", "011 98 912 112 2333")]
    [InlineData("FI", "990 98 912 112 2333")]
    [InlineData("JP", "010 98 912 112 2333")]
    [InlineData("DE", "0098 912 112 2333")]
    public void A_call_abroad_is_read_by_the_country_it_is_dialled_from(string country, string text) =>
        Assert.Equal("+989121122333", PhoneNumber.Normalize(text, country));

    [Theory]
    [InlineData("BY", "8 029 123-45-67", "+375291234567")]
    [InlineData("BY", "029 123-45-67", "+375291234567")]
    [InlineData("LT", "8 612 34567", "+37061234567")]
    [InlineData("LT", "0 612 34567", "+37061234567")]
    [InlineData("HU", "06 20 123 4567", "+36201234567")]
    [InlineData("IT", "06 1234 5678", "+390612345678")]
    [InlineData("KZ", "8 701 234 56 78", "+77012345678")]
    [InlineData("RU", "8 701 234 56 78", "+77012345678")]
    [InlineData("CA", "1 212 555 0123", "+12125550123")]
    public void A_national_prefix_is_left_out(string country, string text, string phone) => Assert.Equal(phone, PhoneNumber.Normalize(text, country));

    [Fact]
    public void Nothing_but_the_number_itself_is_made_on_the_heap()
    {
        const string Text = "+98 (0) 912 112-23-33 ext. 5";
        Assert.NotNull(PhoneNumber.Normalize(Text, "RU"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? phone = PhoneNumber.Normalize(Text, "RU");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 64);
        Assert.Equal("+989121122333", phone);
    }
}
