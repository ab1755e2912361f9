using Microsoft.AspNetCore.Components;

namespace Bits.Console.Hosting;

/// <summary>What a screen shows: a component and what it is given.</summary>
/// <param name="Title">The title of the page.</param>
/// <param name="Component">The component.</param>
/// <param name="Model">What it is given.</param>
public sealed record View(string Title, Type Component, object Model)
{
    /// <summary>How the page answers; default 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>A view and its model.</summary>
    public static View Of<TComponent, TModel>(string title, TModel model)
        where TComponent : ViewOf<TModel>
        where TModel : notnull => new(title, typeof(TComponent), model);
}

/// <summary>A part of a page; it knows the request.</summary>
public abstract class Part : ComponentBase
{
    /// <summary>The request.</summary>
    [CascadingParameter]
    public required ScreenCall Call { get; set; }
}

/// <summary>The body of a page.</summary>
public abstract class ViewOf<TModel> : Part
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired]
    public required TModel Model { get; set; }
}

/// <summary>A page of the console: reads what it shows, and nothing else. What changes something is a call of the
/// platform.</summary>
interface IScreen
{
    /// <summary>Reads.</summary>
    Task<View> ShowAsync(ScreenCall call, CancellationToken ct);
}
