using Bits.Pages.Hosting;
using Bits.Platform.Features.Groups;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Groups;

/// <summary>The user's groups.</summary>
sealed class MyGroupsPanel(MyGroups mine) : IHomePanel
{
    const int MaxShown = 8;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Side;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct) =>
        View.Of<MyGroupsPanelView, MyGroupsPanelModel>("Your groups", new(await mine.ListAsync(call.User, MaxShown, ct)));
}

/// <summary>The model of the panel.</summary>
public sealed record MyGroupsPanelModel(IReadOnlyList<ListGroups.Item> Groups);
