using System.Security.Cryptography;
using System.Text;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.SigningIn.Linking;

/// <summary>A sign-in at a provider that is linked to no account.</summary>
/// <param name="Issuer">The provider (<c>iss</c>).</param>
/// <param name="Subject">The subject (<c>sub</c>).</param>
/// <param name="Email">The address that the provider has verified.</param>
public sealed record UnlinkedSignIn(string Issuer, string Subject, string Email);

/// <summary>A claim that waits for the owner of an account.</summary>
/// <param name="Issuer">The provider (<c>iss</c>).</param>
/// <param name="Subject">The subject (<c>sub</c>).</param>
/// <param name="Label">The address that the provider reports.</param>
/// <param name="Client">The browser that asked; null when unknown.</param>
public sealed record PendingClaim(string Issuer, string Subject, string Label, string? Client);

/// <summary>Lists the results of a confirmation.</summary>
public enum ClaimOutcome
{
    /// <summary>The sign-in may use the account from now on.</summary>
    Linked,

    /// <summary>The sign-in belongs to an account already.</summary>
    Taken,

    /// <summary>The link is unknown, used or expired, or the account is disabled.</summary>
    Over,
}

/// <summary>Links sign-ins at providers to accounts, each after the owner of the account's address has agreed. See
/// <c>docs/design/sign-in.md</c>.</summary>
public sealed class SignInClaims(
    SystemPipeline pipeline, AccountDirectory accounts, LinkedSignIns links, JobQueue jobs, SignInMail mail)
{
    /// <summary>The path that a mailed link leads to, below the platform's address. The token follows as <c>token</c>.</summary>
    public const string Path = "login/claim/confirm";

    static readonly AuditAction Requested = new("signin.request_link", AuditClass.Security);
    static readonly AuditAction Confirmed = new("signin.link", AuditClass.Security);
    static readonly AuditField Issuer = new("issuer");
    static readonly TimeSpan Spacing = TimeSpan.FromMinutes(2);

    /// <summary>Returns the sign-in of an identity, if it is linked to no account and its provider has verified an address; null
    /// for an identity that names its account.</summary>
    /// <exception cref="FaultException">The sign-in is linked to no account, and the provider has verified no address.</exception>
    public async Task<UnlinkedSignIn?> FindUnlinkedAsync(Identity identity, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (identity is not { Issuer: { } issuer, Subject: { } subject })
            return null;

        if (await ReadAsync(Requested, db => links.FindUserAsync(db, issuer, subject, ct), ct) is not null)
            return null;

        return identity.VerifiedEmail is { } email
            ? new(issuer, subject, email)
            : throw FaultException.Unauthenticated(
                "This sign-in is linked to no account, and your provider has verified no e-mail address for it. Sign in another way, or ask the platform's operators.");
    }

    /// <summary>Mails a link to the account with this address, if there is one. At most one within two minutes for each sign-in.
    /// </summary>
    /// <remarks>The caller cannot tell whether the address has an account.</remarks>
    /// <exception cref="FaultException">The text is not an e-mail address, or mail is off.</exception>
    public Task RequestAsync(UnlinkedSignIn signIn, RequestOrigin origin, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        if (!mail.IsAvailable)
            throw FaultException.FailedPrecondition(
                "mail_is_off", "This platform sends no e-mail, so it cannot ask the owner of the account. Ask the platform's operators.");
        var folded = EmailAddress.RequireFolded(signIn.Email);

        return pipeline.RunAsync(
            new SystemTask(Requested, Actor.System("sign_in"), origin),
            async call =>
            {
                var account = await accounts.FindByEmailAsync(call.Db, folded, ct);
                if (account is not null)
                    call.Audit.Target("user", account.Id);
                call.Audit.Changed(Issuer, from: null, signIn.Issuer);
                var claim = await AddAsync(call.Db, account?.Id, signIn with { Email = folded }, origin.Client, ct);
                await jobs.EnqueueUniqueAsync(
                    call.Db, new MailClaim(claim), new EnqueueOptions { UniqueKey = Key(signIn, folded), Unique = new() { While = [], Window = Spacing } }, ct);
                return true;
            }, ct);
    }

    /// <summary>Reads a claim without using it up; null when the link is unknown, used or expired.</summary>
    public Task<PendingClaim?> FindAsync(string token, CancellationToken ct)
    {
        const string sql = "select issuer, subject, label, client from sign_in_claim where hash = $1 and expires_at > now()";

        return ReadAsync(
            Confirmed,
            db => db.FindAsync(
                sql, [MailToken.Hash(token)], row => new PendingClaim(row.GetString(0), row.GetString(1), row.GetString(2), row.NullableString(3)), ct), ct);
    }

    /// <summary>Uses up a claim and links its sign-in. The holder of the token reads the mailbox of the account, and has seen which
    /// sign-in it is.</summary>
    public Task<ClaimOutcome> ConfirmAsync(string token, RequestOrigin origin, CancellationToken ct)
    {
        const string sql = """
            delete from sign_in_claim
            where hash = $1
            returning user_id, issuer, subject, label, expires_at > now()
            """;

        return pipeline.RunAsync(
            new SystemTask(Confirmed, Actor.System("sign_in"), origin),
            async call =>
            {
                call.Audit.If(false);
                var claim = await call.Db.FindAsync(
                    sql, [MailToken.Hash(token)],
                    row => new Claim(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4)), ct);
                if (claim is not { IsGood: true } || await accounts.FindEnabledAsync(call.Db, claim.UserId, ct) is null)
                    return ClaimOutcome.Over;
                if (!await LinkedSignIns.AddAsync(call.Db, claim.UserId, claim.Issuer, claim.Subject, claim.Label, ct))
                    return ClaimOutcome.Taken;

                call.Audit.If(true).Target("user", claim.UserId).Changed(Issuer, from: null, claim.Issuer);
                return ClaimOutcome.Linked;
            }, ct);
    }

    // A read leaves no event.
    Task<T> ReadAsync<T>(AuditAction action, Func<NpgsqlConnection, Task<T>> read, CancellationToken ct) => pipeline.RunAsync(
        new SystemTask(action, Actor.System("sign_in"), RequestOrigin.Of(RequestOrigin.Http)),
        call =>
        {
            call.Audit.If(false);
            return read(call.Db);
        }, ct);

    // The same statement with and without an account. One claim for each sign-in and account.
    static Task<Guid?> AddAsync(NpgsqlConnection db, Guid? userId, UnlinkedSignIn signIn, string? client, CancellationToken ct)
    {
        const string sql = """
            insert into sign_in_claim (id, user_id, issuer, subject, label, client, expires_at)
            select $1, $2::uuid, $3, $4, $5, $6::text, now() + $7
            where $2::uuid is not null
            on conflict on constraint sign_in_claim_once do update
            set label = excluded.label, client = excluded.client, expires_at = excluded.expires_at
            returning id
            """;

        return db.FindAsync(
            sql, [Guid.CreateVersion7(), userId, signIn.Issuer, signIn.Subject, signIn.Email, client, Sessions.MailLinkLifetime],
            row => (Guid?)row.GetGuid(0), ct);
    }

    // The queue must not tell address or subject.
    static string Key(UnlinkedSignIn signIn, string folded) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{signIn.Issuer}\n{signIn.Subject}\n{folded}")));

    sealed record Claim(Guid UserId, string Issuer, string Subject, string Label, bool IsGood);
}
