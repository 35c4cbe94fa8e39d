using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Tests.Profiles;

/// <summary>The hashes were made by <c>sha256sum</c>, <c>sha1sum</c>, <c>md5sum</c> and <c>openssl</c>.</summary>
public sealed class ContactHashTests
{
    private const string EmailSha256 = "aa8a6b1226018606fb52fd4fb5e6f407d7a610c996250306acf156a247c08e26";
    private const string EmailSha256Base64 = "qoprEiYBhgb7Uv1Pteb0B9emEMmWJQMGrPFWokfAjiY=";
    private const string PhoneSha256 = "b278d0522f375dd610068d501d07fcf6bd2b825d4efa14b0f0df635d0ec81bf8";
    private const string NothingSha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly Field Email = DefaultFields.All.Single(field => field.Name == "_hashed_email");
    private static readonly Field Phone = DefaultFields.All.Single(field => field.Name == "_hashed_phone");

    [Theory]
    [InlineData(" A@X.io ", HashKind.Sha256, HashEncoding.Hex, EmailForm.TrimmedLowerCase, EmailSha256)]
    [InlineData("a@x.io", HashKind.Sha256, HashEncoding.Base64, EmailForm.TrimmedLowerCase, EmailSha256Base64)]
    [InlineData("a@x.io", HashKind.Sha1, HashEncoding.Hex, EmailForm.TrimmedLowerCase, "521e3733d1aca1a6996814b896b6b092a7244989")]
    [InlineData("A@x.IO", HashKind.Md5, HashEncoding.Hex, EmailForm.TrimmedLowerCase, "a43c564056190dca51f9f4a6fae36c30")]
    [InlineData(" A@X.io", HashKind.Sha256, HashEncoding.Hex, EmailForm.AsGiven, "169ecf5d3dae758b4172f1023f2f71ae0e6f94e0cc8d3e720093e74ebbaf9c59")]
    public void An_email_is_hashed_as_the_settings_say(string text, HashKind kind, HashEncoding encoding, EmailForm form, string hash) =>
        Assert.Equal(hash, ContactHash.OfEmail(text, People(ContactHashes.Default with { Email = new(kind, encoding), EmailForm = form })));

    [Theory]
    [InlineData("0912 112 2333", HashKind.Sha256, HashEncoding.Hex, PhoneForm.E164, PhoneSha256)]
    [InlineData("۰۹۱۲۱۱۲۲۳۳۳", HashKind.Sha256, HashEncoding.Hex, PhoneForm.E164, PhoneSha256)]
    [InlineData("09121122333", HashKind.Sha256, HashEncoding.Hex, PhoneForm.E164WithoutPlus, "3d632d06df27de4f111ac519820c4f5357049b8f75ec5c4b124517494e444753")]
    [InlineData("+98 (912) 112-2333", HashKind.Sha256, HashEncoding.Hex, PhoneForm.Digits, "3d632d06df27de4f111ac519820c4f5357049b8f75ec5c4b124517494e444753")]
    [InlineData("0912-1122333", HashKind.Sha256, HashEncoding.Hex, PhoneForm.Digits, "a476761eae00154429491b743cf4f2de15d223e5104d8e840a48dbd9de20e388")]
    [InlineData("+989121122333", HashKind.Sha256, HashEncoding.Hex, PhoneForm.National, "a476761eae00154429491b743cf4f2de15d223e5104d8e840a48dbd9de20e388")]
    [InlineData("+989121122333", HashKind.Md5, HashEncoding.Base64, PhoneForm.E164, "fGXwcRBvECtmD5nz5xeWTQ==")]
    public void A_phone_is_hashed_as_the_settings_say(string text, HashKind kind, HashEncoding encoding, PhoneForm form, string hash) =>
        Assert.Equal(hash, ContactHash.OfPhone(text, People(ContactHashes.Default with { Phone = new(kind, encoding), PhoneForm = form })));

    [Theory]
    [InlineData(EmailSha256)]
    [InlineData(" AA8A6B1226018606FB52FD4FB5E6F407D7A610C996250306ACF156A247C08E26 ")]
    [InlineData(EmailSha256Base64)]
    public void What_is_hashed_already_is_passed_through_in_the_databases_writing(string text)
    {
        Assert.Equal(EmailSha256, FieldValue.Convert(Email, People(ContactHashes.Default), text, TimeZoneInfo.Utc));
        Assert.Equal(EmailSha256, FieldValue.Convert(Phone, People(ContactHashes.Default), text, TimeZoneInfo.Utc));
        ContactHashes base64 = ContactHashes.Default with { Email = new(HashKind.Sha256, HashEncoding.Base64) };
        Assert.Equal(EmailSha256Base64, FieldValue.Convert(Email, People(base64), text, TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("a43c564056190dca51f9f4a6fae36c30")]
    [InlineData("aa8a6b1226018606fb52fd4fb5e6f407d7a610c996250306acf156a247c08e2g")]
    [InlineData("qoprEiYBhgb7Uv1Pteb0B9emEMmWJQMGrPFWokfAjiY*")]
    [InlineData("nobody")]
    [InlineData("12345")]
    public void Neither_a_contact_nor_such_a_hash_is_refused(string text)
    {
        Assert.Null(FieldValue.Convert(Email, People(ContactHashes.Default), text, TimeZoneInfo.Utc));
        Assert.Null(FieldValue.Convert(Phone, People(ContactHashes.Default), text, TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData(NothingSha256)]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    public void The_hash_of_an_empty_text_is_nobodys(string hash)
    {
        Assert.True(FieldValue.IsEmpty(Email, hash));
        Assert.Null(FieldValue.KeyOf(Phone, hash));
        Assert.False(FieldValue.IsEmpty(Email, EmailSha256));
        Assert.Equal(EmailSha256, FieldValue.KeyOf(Email, EmailSha256));
    }

    private static Database People(ContactHashes hashes) => new("people", "People", "IR", DefaultFields.All) { Hashes = hashes };
}
