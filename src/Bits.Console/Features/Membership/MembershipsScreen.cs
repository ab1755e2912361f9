using Bits.Console.Hosting;
using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Console.Features.Membership;

/// <summary>Looks up a user or a scope, and explains capabilities.</summary>
sealed class MembershipsScreen(ConsoleDatabase database, AccountDirectory accounts, Authorizer authorizer) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(ct);
        var sought = call.Text("q");
        var scope = sought is null ? null : await FindScopeAsync(db, sought, ct);
        var account = sought is null || scope is not null ? null : await accounts.FindByLoginAsync(db, sought, ct);

        return View.Of<MembershipsView, MembershipsModel>("Memberships", new(
            sought, scope, account, await ExplainAsync(db, call, ct)));
    }

    async Task<ScopeFacts?> FindScopeAsync(NpgsqlConnection db, string text, CancellationToken ct)
    {
        try
        {
            return await authorizer.FindScopeAsync(db, Scope.Parse(text), ct);
        }
        catch (FormatException)
        {
            return null; // then it is a user
        }
    }

    async Task<Answer?> ExplainAsync(NpgsqlConnection db, ScreenCall call, CancellationToken ct)
    {
        if (call.Text("user") is not { } login || call.Text("can") is not { } capability)
            return null;
        if (Capabilities.Find(capability) is not { } rule)
            return Answer.Of($"There is no capability {capability}.");
        if (await accounts.FindByLoginAsync(db, login, ct) is not { } account)
            return Answer.Of($"No account matches {login}. Give a user name, an e-mail address or an id.");

        var facts = rule.Scoped && call.Text("scope") is { } text ? await FindScopeAsync(db, text, ct) : null;
        if (rule.Scoped && facts is null)
            return Answer.Of(call.Text("scope") is { } wrong
                ? $"{wrong} is not a scope. Write type:id, such as batch:2018."
                : $"{capability} needs a scope. Give one, such as batch:2018.");

        var caller = new Caller(account.Id, account.Name, account.PrimaryRole, account.PlatformRole);
        return new(account, capability, await authorizer.ExplainAsync(db, caller, capability, facts, ct), Problem: null);
    }
}
