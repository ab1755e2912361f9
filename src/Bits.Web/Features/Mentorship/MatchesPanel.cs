using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Mentorship;

/// <summary>The user's matches that wait for an answer or are active.</summary>
sealed class MatchesPanel(PageCalls calls) : IHomePanel
{
    const int MaxShown = 5;

    /// <inheritdoc />
    public HomeColumn Column => HomeColumn.Side;

    /// <inheritdoc />
    public async Task<View?> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var own = await calls.InvokeAsync<ListMyPairs.Response>("mentorship.v1/ListMyPairs", new ListMyPairs.Request(), call.User, ct);
        PairView[] open = [.. own.Pairs.Where(pair => pair.State is PairState.Approved or PairState.Active)];
        return open.Length == 0 ? null : View.Of<MatchesPanelView, MatchesPanelModel>("Mentorship", new([.. open.Take(MaxShown)]));
    }
}

/// <summary>The model of the panel.</summary>
/// <param name="Pairs">The pairs.</param>
public sealed record MatchesPanelModel(IReadOnlyList<PairView> Pairs);
