using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>Exports and erases the account of a person.</summary>
sealed class AccountData(AccountDirectory accounts) : IPersonalData
{
    const int ShortestSingleName = 8;

    public string Part => "account";

    public IReadOnlyList<string> Tables =>
        ["accounts_user", "accounts_profile", "accounts_session", "accounts_login_link", "accounts_linked_sign_in"];

    // A shared name, or a short single word, may refer to anyone: it is not a mention of this person.
    public async Task<IReadOnlyList<string>> ListIdentifiersAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string others = "select exists (select from accounts_user where id <> $1 and name ~* $2)";

        if (await accounts.FindAsync(db, userId, ct) is not { } account || AccountDirectory.IsErased(account))
            return [];

        var name = account.Name.Trim();
        var isTelling = name.Contains(' ', StringComparison.Ordinal) || name.Length >= ShortestSingleName;
        var isShared = isTelling && await db.FindAsync(
            others, [userId, ErasedPerson.Whole([ErasedPerson.PatternOf(name)])], row => row.GetBoolean(0), ct);
        string[] always = [account.Email, $"@{account.Username}"];
        return isTelling && !isShared ? [.. always, name] : always;
    }

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string account = """
            select id, username, email, name, primary_role, platform_role, batch, campus, created_at, disabled_at, erased_at
            from accounts_user
            where id = $1
            """;
        const string profile = "select chapter, city from accounts_profile where user_id = $1";
        const string sessions = """
            select id, kind, client, created_at, expires_at, ended_at, signed_in_at
            from accounts_session
            where user_id = $1
            order by created_at
            """;

        const string linked = "select issuer, subject, label, linked_at from accounts_linked_sign_in where user_id = $1 order by linked_at";

        return new
        {
            Account = await db.FindAsync(account, [userId], Columns, ct),
            Profile = await db.FindAsync(profile, [userId], Columns, ct),
            Sessions = await db.QueryAsync(sessions, [userId], Columns, ct),
            LinkedSignIns = await db.QueryAsync(linked, [userId], Columns, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string profile = "delete from accounts_profile where user_id = $1";
        const string links = "delete from accounts_login_link where user_id = $1";

        const string linked = "delete from accounts_linked_sign_in where user_id = $1";

        var rows = await db.ExecuteAsync(profile, [person.UserId], ct)
            + await db.ExecuteAsync(links, [person.UserId], ct)
            + await db.ExecuteAsync(linked, [person.UserId], ct);
        return await accounts.EraseAsync(db, person.UserId, ct) ? rows + 1 : rows;
    }

    static Dictionary<string, object?> Columns(NpgsqlDataReader row) => PersonalRow.Read(row);
}
