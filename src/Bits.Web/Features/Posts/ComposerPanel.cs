using Bits.Pages.Hosting;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Posts;

/// <summary>Writes a short post from the home page.</summary>
sealed class ComposerPanel(WritableScopes scopes) : IHomePanel
{
    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Main;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct) =>
        call.Text("after") is null && await scopes.ListAsync(call.User, ct) is { Count: > 0 } own
            ? View.Of<ComposerPanelView, ComposerPanelModel>("Write a post", new(own))
            : null;
}

/// <summary>The model of the panel.</summary>
/// <param name="Scopes">Where the member may post.</param>
public sealed record ComposerPanelModel(IReadOnlyList<WritableScope> Scopes);
