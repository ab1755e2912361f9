using Bits.Console.Hosting;
using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Groups;
using Npgsql;

namespace Bits.Console.Features.Membership;

/// <summary>Shows a user's memberships in any state, their audience tags, and the history of one membership.</summary>
sealed class UserScreen(
    ConsoleDatabase database, AccountDirectory accounts, Bits.Membership.Memberships memberships) : IScreen
{
    const int PageSize = 50;
    const int LongestHistory = 200;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(ct);
        var account = Guid.TryParse(call.Route("id"), out var id) ? await accounts.FindAsync(db, id, ct) : null;
        if (account is null)
            throw ScreenCall.NotThere("There is no account with this id.");

        var page = await memberships.ListByUserAsync(
            db, account.Id, state: null, ScopeOf(call.Text("after")), PageSize + 1, ct);
        var shown = page.Take(PageSize).ToList();
        var tags = await CallerAudience.TagsAsync(db, account.Id, ct);

        return View.Of<UserView, UserModel>(account.Name, new(
            account, shown, page.Count > PageSize ? shown[^1].Scope.ToString() : null, [.. tags.Select(tag => tag.Value)],
            await ScopeNames.ListAsync(db, shown.Select(m => m.Scope), ct), await HistoryAsync(db, account.Id, call, ct)));
    }

    async Task<UserHistory?> HistoryAsync(NpgsqlConnection db, Guid userId, ScreenCall call, CancellationToken ct)
    {
        if (ScopeOf(call.Text("scope")) is not { } scope)
            return null;

        var lines = await memberships.History.ListAsync(db, userId, scope, limit: LongestHistory, ct: ct);
        var actors = await accounts.ListNamesAsync(db, lines.Where(t => t.ActorId is not null).Select(t => t.ActorId!.Value), ct);
        return new(scope, [.. lines.Reverse()], actors);
    }

    static Scope? ScopeOf(string? text)
    {
        try
        {
            return text is null ? null : Scope.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>Finds the names of scopes.</summary>
static class ScopeNames
{
    /// <summary>Returns the names of groups and chapters by the text of the scope; other scopes keep their text.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ListAsync(
        NpgsqlConnection db, IEnumerable<Scope> scopes, CancellationToken ct)
    {
        var all = scopes.ToList();
        var names = await Group.ListNamesAsync(db, all.Select(s => Guid.TryParse(s.Id, out var id) ? id : Guid.Empty), ct);

        return all.Distinct().ToDictionary(
            scope => scope.ToString(),
            scope => Guid.TryParse(scope.Id, out var id) && names.TryGetValue(id, out var name) ? name
                : scope.Type == ScopeTypes.Batch ? $"Batch of {scope.Id}" : scope.ToString());
    }
}
