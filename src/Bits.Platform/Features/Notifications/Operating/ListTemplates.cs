using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications;

/// <summary>Lists the templates of all kinds in a language, for operators. Values stand by their names in braces.</summary>
[Rpc(
    "notifications.v1/ListTemplates", NotificationCapabilities.Inspect, Reads = true,
    Example = """{"language":"hindi"}""",
    Answer = """{"templates":[{"kind":"posts.mention","label":"Mentions of you","importance":"personal","variant":"","title":"{author} mentioned you in {scope}","body":"{body}","action":"Read it"}]}""")]
public sealed class ListTemplates(NotificationTexts texts) : IRpc<ListTemplates.Request, ListTemplates.Response>
{
    /// <summary>The language.</summary>
    /// <param name="Language">English or Hindi.</param>
    public sealed record Request(Language Language = Language.English);

    /// <summary>The templates.</summary>
    /// <param name="Templates">The templates, by kind and variant.</param>
    public sealed record Response(IReadOnlyList<Item> Templates);

    /// <summary>A template.</summary>
    /// <param name="Kind">The kind.</param>
    /// <param name="Label">What members choose in their preferences.</param>
    /// <param name="Importance">News, personal or required.</param>
    /// <param name="Variant">The variant; empty for a kind with one.</param>
    /// <param name="Title">The headline.</param>
    /// <param name="Body">The text.</param>
    /// <param name="Action">The label of the link.</param>
    public sealed record Item(
        string Kind, string Label, Importance Importance, string Variant, string Title, string Body, string Action);

    /// <inheritdoc />
    public Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) => Task.FromResult(new Response(
    [
        .. from kind in texts.Kinds
           from variant in kind.Templates
           let words = NotificationTexts.Render(kind, new(variant.Key, new Dictionary<string, Localized>()), request.Language)
           select new Item(
               kind.Name, kind.Label.In(request.Language), kind.Importance, variant.Key, words.Title, words.Body, words.Action),
    ]));
}
