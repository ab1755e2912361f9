using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Bits.Pages.Hosting;

/// <summary>A screen's component and model.</summary>
/// <param name="Title">The title of the page.</param>
/// <param name="Component">The component.</param>
/// <param name="Model">The model.</param>
public sealed record View(string Title, Type Component, object Model)
{
    /// <summary>Gets the status of the response. Default 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Gets whether the component is the complete response, without the frame of the site: a part of a page that
    /// the browser swaps in.</summary>
    public bool IsFragment { get; init; }

    /// <summary>Gets the address to redirect to instead of showing the component; null without one.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>Gets the file to send instead of showing the component; null without one.</summary>
    public PageFile? File { get; init; }

    /// <summary>Gets the message of the page after a redirect from a form; null without one.</summary>
    public Note? Note { get; init; }

    /// <summary>Creates a redirect.</summary>
    /// <param name="address">The address within the host.</param>
    public static View Redirect(string address) => Of<RedirectView, string>("", address) with { RedirectTo = address };

    /// <summary>Creates a download.</summary>
    public static View Download(PageFile file) => Of<RedirectView, string>("", "") with { File = file };

    /// <summary>Creates a view.</summary>
    public static View Of<TComponent, TModel>(string title, TModel model)
        where TComponent : ViewOf<TModel>
        where TModel : notnull => new(title, typeof(TComponent), model);
}

/// <summary>The view of a redirect or a file; it shows nothing.</summary>
public sealed class RedirectView : ViewOf<string>;

/// <summary>A part of a page, with access to its request.</summary>
public abstract class Part : ComponentBase
{
    /// <summary>The request.</summary>
    [CascadingParameter]
    public required ScreenCall Call { get; set; }
}

/// <summary>The body of a page.</summary>
public abstract class ViewOf<TModel> : Part
{
    /// <summary>Gets or sets the model.</summary>
    [Parameter, EditorRequired]
    public required TModel Model { get; set; }
}

/// <summary>A page. It only reads; a change is a call of the platform.</summary>
public interface IScreen
{
    /// <summary>Reads the model.</summary>
    Task<View> ShowAsync(ScreenCall call, CancellationToken ct);
}

/// <summary>A page with a form of its own: what was typed is shown again, at any length, until the form leads on.</summary>
public interface IFormScreen : IScreen
{
    /// <summary>Answers the form, which is of the user's own session.</summary>
    /// <returns>A redirect, or the page with what was typed.</returns>
    Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct);
}
