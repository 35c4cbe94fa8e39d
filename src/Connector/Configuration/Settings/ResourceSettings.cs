using System.Collections.Immutable;
using Connector.Core.Catalog;

namespace Connector.Configuration.Settings;

/// <summary>A file of <c>config/resources</c>.</summary>
internal static class ResourceSettings
{
    public static readonly Setting<string> Title = new("title", new TextShape(), "How people call the resource.")
    {
        DefaultWords = "the file's name",
        Example = "\"Newsletter\"",
    };

    public static readonly Setting<ImmutableArray<Entry<string>>> Databases = new(
        "databases", new ListShape<string>(new TextShape()), "The databases whose profiles can subscribe, by file name.")
    {
        DefaultWords = "none",
        Example = "[\"customers\"]",
    };

    public static readonly Setting<ImmutableArray<Entry<Channel>>> Channels = new(
        "channels", new ListShape<Channel>(ChannelShape), "The ways in which the resource reaches people.")
    {
        DefaultWords = "none",
        Example = "[\"email\", \"push\"]",
    };

    public static readonly Block Block = new("a resource", "One file of `resources/`: the publisher people subscribe to.", [Title, Databases, Channels]);

    public static ChoiceShape<Channel> ChannelShape => new(("email", Channel.Email), ("sms", Channel.Sms), ("push", Channel.Push));
}

/// <summary>A file of <c>config/pixels</c>.</summary>
internal static class PixelSettings
{
    public static readonly Setting<string> Title = new("title", new TextShape(), "How people call the pixel.")
    {
        DefaultWords = "the file's name",
        Example = "\"Mobile app\"",
    };

    public static readonly Block Block = new("a pixel", "One file of `pixels/`: a named group of goals.", [Title]);
}
