using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Bits.Platform.Texts;

/// <summary>An @name in a text.</summary>
sealed class MentionInline(string handle) : LeafInline
{
    /// <summary>The name, without the sign and in lower case.</summary>
    public string Handle => handle;

    /// <summary>The name as written.</summary>
    public required string Written { get; init; }
}

/// <summary>Reads an @name: letters, digits, dots and dashes, as user names have them. An address is not one.</summary>
sealed class MentionParser : InlineParser
{
    public MentionParser() => OpeningCharacters = ['@'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var before = slice.PeekCharExtra(-1);
        if (char.IsLetterOrDigit(before) || before is '@' or '.' or '/' or '-' or '_')
            return false;

        var length = 0;
        while (IsPart(slice.PeekChar(1 + length)))
            length++;
        while (length > 0 && slice.PeekChar(length) is '.' or '-')
            length--;
        if (length == 0)
            return false;

        var written = slice.Text.Substring(slice.Start + 1, length);
        var start = processor.GetSourcePosition(slice.Start, out var line, out var column);
        processor.Inline = new MentionInline(written.ToLowerInvariant())
        {
            Written = written,
            Line = line,
            Column = column,
            Span = new SourceSpan(start, start + length),
        };
        slice.Start += 1 + length;
        return true;
    }

    static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-';
}

/// <summary>Renders the mention of a known user with the present name, and any other as it was written.</summary>
sealed class MentionRenderer(IReadOnlyDictionary<string, MentionedUser> users) : HtmlObjectRenderer<MentionInline>
{
    protected override void Write(HtmlRenderer renderer, MentionInline obj)
    {
        if (!users.TryGetValue(obj.Handle, out var user))
        {
            renderer.WriteEscape($"@{obj.Written}");
            return;
        }

        renderer.Write("<span class=\"mention\">");
        renderer.WriteEscape($"@{user.Name}");
        renderer.Write("</span>");
    }
}
