using Bits.Console.Hosting;
using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;

namespace Bits.Console.Features.Membership;

/// <summary>Shows the members of a scope by role and state.</summary>
sealed class ScopeScreen(
    ConsoleDatabase database, AccountDirectory accounts, Bits.Membership.Memberships memberships, Authorizer authorizer) : IScreen
{
    const int PageSize = 50;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(ct);
        var facts = await authorizer.FindScopeAsync(db, Asked(call), ct)
            ?? throw ScreenCall.NotThere($"There is no {call.Route("scope")}.");
        var filter = new MemberFilter(
            Words.Find<MemberState>(call.Text("state")) ?? MemberState.Active, Words.Find<MemberRole>(call.Text("role")));

        var page = await call.TryReadAsync(
            () => memberships.ListByScopeAsync(db, facts.Scope, filter, Guid.TryParse(call.Text("after"), out var after) ? after : null, PageSize + 1, ct)) ?? [];
        var shown = page.Take(PageSize).ToList();
        var counts = new Dictionary<MemberState, long?>();
        foreach (var one in Enum.GetValues<MemberState>())
            counts[one] = (await call.TryReadAsync<object>(async () => await memberships.CountByScopeAsync(db, facts.Scope, new(one), ct))) as long?;

        var names = await ScopeNames.ListAsync(db, [facts.Scope], ct);
        return View.Of<ScopeView, ScopeModel>(names[facts.Scope.ToString()], new(
            facts, names[facts.Scope.ToString()], filter, shown, await accounts.ListNamesAsync(db, shown.Select(m => m.UserId), ct),
            page.Count > PageSize ? shown[^1].UserId : null, counts));
    }

    static Scope Asked(ScreenCall call)
    {
        try
        {
            return Scope.Parse(call.Route("scope")!);
        }
        catch (FormatException e)
        {
            throw ScreenCall.NotThere(e.Message);
        }
    }
}
