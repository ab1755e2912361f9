using System.Text.Json;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Posts;

/// <summary>Reads the links of a post: each an address, and a title behind a blank.</summary>
static class PostLinks
{
    /// <summary>The maximum length of an entry in characters.</summary>
    public const int MaxLength = 2_000;

    /// <summary>The maximum number of links.</summary>
    public const int Max = 4;

    /// <summary>Reads the entries of a request.</summary>
    /// <exception cref="FaultException">There are too many, or one is malformed.</exception>
    public static IReadOnlyList<PostLink> Read(IReadOnlyList<string>? entries)
    {
        if (entries?.Count > Max)
            throw FaultException.InvalidArgument("links", $"has {entries.Count} entries; give at most {Max}.");

        return [.. (entries ?? []).Select(Read)];
    }

    /// <summary>Returns the links as the table stores them.</summary>
    public static string ToJson(IReadOnlyList<PostLink> links) =>
        JsonSerializer.Serialize(links, PostsJson.Default.IReadOnlyListPostLink);

    static PostLink Read(string entry)
    {
        var parts = TextRules.Canonical(entry).Split(' ', 2);
        return Uri.TryCreate(parts[0], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            ? new(uri.AbsoluteUri, parts is [_, var title] ? title : null)
            : throw FaultException.InvalidArgument(
                "links", "has an entry without an address. Write https://…, then a blank and the title.");
    }
}
