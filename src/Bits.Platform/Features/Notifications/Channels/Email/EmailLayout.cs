using System.Globalization;
using System.Net;
using System.Text;

namespace Bits.Platform.Features.Notifications.Channels.Email;

/// <summary>Lays a message out as an e-mail, as HTML and as text. Tables and inline styles, as mail programs need them; no
/// picture, no remote content, nothing that tells whether it was opened.</summary>
sealed class EmailLayout(Uri home, OutgoingMessage message, Uri? unsubscribe)
{
    // What follows has its title alone: mail programs cut a message of 100 kB.
    const int MaxWhole = 20;

    const string Font = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans Devanagari',sans-serif";

    const string Style = """
        :root{color-scheme:light dark;supported-color-schemes:light dark}
        @media (prefers-color-scheme:dark){
        .page{background:#10141b!important}.card{background:#1a212c!important;border-color:#2c3646!important}
        .title,.brand{color:#f2f5fa!important}.text{color:#c9d2df!important}.small,.small a{color:#93a0b3!important}
        .rule{border-color:#2c3646!important}.button{background:#6fcbb8!important;color:#0b1a17!important}}
        @media (max-width:480px){.pad{padding:20px!important}}
        """;

    readonly EmailWords _words = EmailWords.In(message.Language);

    /// <summary>Gets the subject line.</summary>
    public string Subject => message.IsDigest ? _words.DigestTitle(message.Items.Count) : message.Items[0].Words.Title;

    /// <summary>Returns the HTML part.</summary>
    public string Html()
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="{message.Language.Tag()}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><title>{Escaped(Subject)}</title><style>{Style}</style></head>
            <body class="page" style="margin:0;padding:0;background:#eef1f6">
            <div style="display:none;max-height:0;overflow:hidden">{Escaped(Preview)}</div>
            <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#eef1f6"><tr><td align="center" style="padding:24px 12px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
            <tr><td class="brand" style="padding:0 4px 14px;font:600 15px/1.4 {Font};color:#1b2636">{Escaped(_words.Brand)}</td></tr>
            <tr><td class="card pad" style="background:#ffffff;border:1px solid #dde3ec;border-radius:12px;padding:28px">

            """);
        if (message.IsDigest)
            html.Append(CultureInfo.InvariantCulture, $"""<h1 class="title" style="margin:0 0 18px;font:600 20px/1.35 {Font};color:#1b2636">{Escaped(Subject)}</h1>""");
        for (var place = 0; place < Math.Min(message.Items.Count, MaxWhole); place++)
            AppendItem(html, message.Items[place], place > 0);
        if (message.Items.Count > MaxWhole)
            AppendRest(html, message.Items.Skip(MaxWhole));
        html.Append(CultureInfo.InvariantCulture, $"""</td></tr><tr><td class="small" style="padding:18px 6px 0;font:13px/1.6 {Font};color:#5c6879">""");
        html.Append(Escaped(Why));
        html.Append(CultureInfo.InvariantCulture, $"""<br><a href="{Escaped(new Uri(home, "settings/notifications"))}" style="color:#5c6879">{Escaped(_words.Settings)}</a>""");
        if (unsubscribe is not null)
            html.Append(CultureInfo.InvariantCulture, $""" · <a href="{Escaped(unsubscribe)}" style="color:#5c6879">{Escaped(_words.Unsubscribe)}</a>""");
        return html.Append("</td></tr></table></td></tr></table></body></html>").ToString();
    }

    /// <summary>Returns the text part.</summary>
    public string Text()
    {
        var text = new StringBuilder(_words.Greeting(message.Recipient.Name)).Append("\n\n");
        foreach (var item in message.Items.Take(MaxWhole))
        {
            text.Append(item.Words.Title).Append('\n');
            if (item.Words.Body.Length > 0)
                text.Append('\n').Append(Quoted(item.Words.Body)).Append('\n');
            text.Append('\n').Append(item.Words.Action).Append(":\n").Append(Link(item)).Append("\n\n");
        }

        foreach (var item in message.Items.Skip(MaxWhole))
            text.Append(item.Words.Title).Append('\n').Append(Link(item)).Append("\n\n");
        text.Append("-- \n").Append(Why).Append('\n').Append(_words.Settings).Append(":\n").Append(new Uri(home, "settings/notifications")).Append('\n');
        if (unsubscribe is not null)
            text.Append(_words.Unsubscribe).Append(":\n").Append(unsubscribe).Append('\n');
        return text.ToString();
    }

    string Preview => message.IsDigest ? string.Join(" · ", message.Items.Take(3).Select(item => item.Words.Title)) : message.Items[0].Words.Body;

    string Why => message.IsDigest ? _words.WhyDigest : _words.Why(message.Items[0].Kind.Label.In(message.Language));

    Uri Link(MessageItem item) => new(home, $"notifications/{item.NotificationId}");

    void AppendItem(StringBuilder html, MessageItem item, bool hasRule)
    {
        var (heading, size) = message.IsDigest ? ("h2", "16px") : ("h1", "19px");
        var rule = hasRule ? "border-top:1px solid #dde3ec;padding-top:18px;margin-top:18px" : "";
        html.Append(CultureInfo.InvariantCulture, $"""
            <div class="rule" style="{rule}"><{heading} class="title" style="margin:0 0 8px;font:600 {size}/1.4 {Font};color:#1b2636;overflow-wrap:anywhere">{Escaped(item.Words.Title)}</{heading}>

            """);
        if (item.Words.Body.Length > 0)
            html.Append(CultureInfo.InvariantCulture, $"""<p class="text" style="margin:0 0 16px;font:15px/1.6 {Font};color:#3c4858;overflow-wrap:anywhere">{Escaped(item.Words.Body).Replace("\n", "<br>", StringComparison.Ordinal)}</p>""");
        html.Append(CultureInfo.InvariantCulture, $"""<a class="button" href="{Escaped(Link(item))}" style="display:inline-block;background:#17695b;color:#ffffff;text-decoration:none;border-radius:8px;padding:10px 18px;font:600 15px/1.3 {Font}">{Escaped(item.Words.Action)}</a></div>""");
    }

    void AppendRest(StringBuilder html, IEnumerable<MessageItem> items)
    {
        html.Append("""<ul class="rule" style="border-top:1px solid #dde3ec;margin:18px 0 0;padding:18px 0 0 18px">""");
        foreach (var item in items)
            html.Append(CultureInfo.InvariantCulture, $"""<li class="text" style="margin:0 0 8px;font:15px/1.5 {Font};color:#3c4858;overflow-wrap:anywhere"><a href="{Escaped(Link(item))}" style="color:inherit">{Escaped(item.Words.Title)}</a></li>""");
        html.Append("</ul>");
    }

    // What people wrote stands apart from what we say, so it cannot look like our links.
    static string Quoted(string body) => string.Join('\n', body.Split('\n').Select(line => $"> {line}"));

    static string Escaped(Uri address) => Escaped(address.AbsoluteUri);

    static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
