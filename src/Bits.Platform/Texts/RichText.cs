using System.Net;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Bits.Platform.Texts;

/// <summary>A user whom a text mentions.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Username">The present user name.</param>
/// <param name="Name">The present display name.</param>
public sealed record MentionedUser(Guid UserId, string Username, string Name);

/// <summary>Renders what people write: CommonMark to HTML, the only way to a screen. Raw HTML becomes text, an image
/// becomes a link, a link to anything but http, https, mailto or a path of this site becomes text.</summary>
public static class RichText
{
    const string Relation = "nofollow ugc noopener";

    static readonly MarkdownPipeline Pipeline = Build();

    /// <summary>Renders a text.</summary>
    /// <param name="text">The text in CommonMark.</param>
    /// <param name="mentions">The mentioned users by the name in the text; other names stay text.</param>
    public static string ToHtml(string text, IReadOnlyDictionary<string, MentionedUser> mentions)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Parse(text) is not { } document)
            return $"<p>{WebUtility.HtmlEncode(text)}</p>\n";

        foreach (var link in document.Descendants<LinkInline>().ToList())
            Harden(link);
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
            Harden(link);

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Insert(0, new MentionRenderer(mentions));
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>Lists the names behind an @ in a text, in lower case, each once; not those in code.</summary>
    public static IReadOnlyList<string> ListHandles(string text) =>
        Parse(text) is { } document ? [.. document.Descendants<MentionInline>().Select(m => m.Handle).Distinct()] : [];

    /// <summary>Returns the text with the present user names of those it mentions.</summary>
    public static string WithPresentNames(string text, IReadOnlyDictionary<string, MentionedUser> mentions)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        var renamed = mentions.Where(m => m.Key != m.Value.Username).ToList();
        if (renamed.Count == 0 || Parse(text) is not { } document)
            return text;

        var present = text;
        foreach (var mention in document.Descendants<MentionInline>().OrderByDescending(m => m.Span.Start))
            if (mentions.TryGetValue(mention.Handle, out var user))
                present = $"{present[..mention.Span.Start]}@{user.Username}{present[(mention.Span.End + 1)..]}";
        return present;
    }

    // Null for a text that nests deeper than the parser goes: it is shown as it is.
    static MarkdownDocument? Parse(string text)
    {
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static void Harden(LinkInline link)
    {
        link.IsImage = false;
        if (IsAllowed(link.Url))
            link.GetAttributes().AddPropertyIfNotExist("rel", Relation);
        else
            link.ReplaceBy(new ContainerInline(), copyChildren: true);
    }

    static void Harden(AutolinkInline link)
    {
        if (link.IsEmail || IsAllowed(link.Url))
            link.GetAttributes().AddPropertyIfNotExist("rel", Relation);
        else
            link.ReplaceBy(new LiteralInline(link.Url));
    }

    static bool IsAllowed(string? url) =>
        url is ['/', not ('/' or '\\'), ..]
        || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto"
            && url!.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase));

    static MarkdownPipeline Build()
    {
        var builder = new MarkdownPipelineBuilder().UsePreciseSourceLocation().UseAutoLinks().DisableHtml();
        builder.InlineParsers.Insert(0, new MentionParser());
        return builder.Build();
    }
}
