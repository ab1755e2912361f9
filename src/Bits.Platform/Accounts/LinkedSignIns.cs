using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>A sign-in at an identity provider that may use an account.</summary>
/// <param name="Id">The id.</param>
/// <param name="Issuer">The provider (<c>iss</c>).</param>
/// <param name="Label">The address that the provider reported.</param>
/// <param name="LinkedAt">The time at which the owner of the account agreed.</param>
public sealed record LinkedSignIn(Guid Id, string Issuer, string Label, DateTimeOffset LinkedAt);

/// <summary>Finds and writes which sign-ins at identity providers may use which account, by issuer and subject. An address alone
/// links nothing.</summary>
public sealed class LinkedSignIns
{
    /// <summary>The maximum length of an issuer.</summary>
    public const int MaxIssuer = 500;

    /// <summary>The maximum length of a subject (OpenID Connect Core, section 2).</summary>
    public const int MaxSubject = 255;

    /// <summary>Finds the account of a sign-in; null without one.</summary>
    public Task<Guid?> FindUserAsync(NpgsqlConnection db, string issuer, string subject, CancellationToken ct)
    {
        const string sql = "select user_id from accounts_linked_sign_in where issuer = $1 and subject = $2";

        return db.FindAsync(sql, [issuer, subject], row => (Guid?)row.GetGuid(0), ct);
    }

    /// <summary>Lists the sign-ins of an account, the oldest first.</summary>
    public Task<List<LinkedSignIn>> ListAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select id, issuer, label, linked_at
            from accounts_linked_sign_in
            where user_id = $1
            order by linked_at, id
            limit 100
            """;

        return db.QueryAsync(
            sql, [userId], row => new LinkedSignIn(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)), ct);
    }

    /// <summary>Links a sign-in to an account. The owner of the account has agreed.</summary>
    /// <returns>Whether it is new; false when the sign-in belongs to an account already.</returns>
    internal static async Task<bool> AddAsync(NpgsqlConnection db, Guid userId, string issuer, string subject, string label, CancellationToken ct)
    {
        const string sql = """
            insert into accounts_linked_sign_in (id, issuer, subject, user_id, label)
            values ($1, $2, $3, $4, $5)
            on conflict on constraint accounts_linked_sign_in_once do nothing
            """;

        return await db.ExecuteAsync(sql, [Guid.CreateVersion7(), issuer, subject, userId, label], ct) > 0;
    }

    /// <summary>Removes a sign-in of an account.</summary>
    /// <returns>Whether the account had it.</returns>
    internal static async Task<bool> RemoveAsync(NpgsqlConnection db, Guid userId, Guid id, CancellationToken ct)
    {
        const string sql = "delete from accounts_linked_sign_in where id = $1 and user_id = $2";

        return await db.ExecuteAsync(sql, [id, userId], ct) > 0;
    }
}
