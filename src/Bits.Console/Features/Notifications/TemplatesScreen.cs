using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;

namespace Bits.Console.Features.Notifications;

/// <summary>Shows the templates in a language.</summary>
sealed class TemplatesScreen(PageCalls calls) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var language = call.Text("language") == "hindi" ? Language.Hindi : Language.English;
        return View.Of<TemplatesView, TemplatesModel>("Templates", new(language, await calls.InvokeAsync<ListTemplates.Response>(
            "notifications.v1/ListTemplates", new ListTemplates.Request(language), call.User, ct)));
    }
}

/// <summary>The model of the templates.</summary>
public sealed record TemplatesModel(Language Language, ListTemplates.Response Found);
