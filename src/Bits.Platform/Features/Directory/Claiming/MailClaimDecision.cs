using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Mail;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>Mails what was decided on a claim, to one address: a mail that fails repeats no other.</summary>
/// <param name="ClaimId">The claim.</param>
/// <param name="ToOldAddress">Whether to the address that the account had before; else to the claimed one.</param>
public sealed record MailClaimDecision(Guid ClaimId, bool ToOldAddress) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "directory.mail_claim_decision";
}

/// <summary>Mails the decision. At least once: an attempt after a crash repeats the mail.</summary>
sealed class MailClaimDecisionHandler(
    SystemPipeline pipeline, AccountDirectory accounts, MailSender sender, IOptions<MailOptions> options) : IJobHandler<MailClaimDecision>
{
    Uri Site => options.Value.PublicAddress!;

    public async Task HandleAsync(Job<MailClaimDecision> job, CancellationToken ct)
    {
        var mail = await pipeline.RunAsync(
            SystemTask.Of(job, AuditClass.Security),
            async call =>
            {
                var claim = await FindAsync(call.Db, job.Args.ClaimId, ct);
                call.Audit.Target("claim", job.Args.ClaimId).If(claim is not null);
                if (claim is not { PersonId: { } person })
                    return claim is null ? null : Reject(claim);

                return await accounts.FindEnabledAsync(call.Db, person, ct) is not { } account ? null
                    : job.Args.ToOldAddress ? Warn(account, claim)
                    : Welcome(account, claim);
            }, ct);
        await sender.SendForJobAsync(mail, ct);
    }

    static Task<Decided?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = """
            select name, email, old_email, reason, person_id
            from directory_claim
            where id = $1 and decided_at is not null
            """;

        return db.FindAsync(
            sql, [id],
            row => new Decided(row.GetString(0), row.GetString(1), row.NullableString(2), row.GetString(3), row.Nullable<Guid>(4)), ct);
    }

    OutgoingMail Welcome(Account account, Decided claim) => new(claim.Email, account.Name, "Your account has this address now", $"""
        Hello {account.Name},

        the alumni office has given your account at {Site.Host} this address. A link that signs you in follows in another mail.
        It works within 15 minutes; you get a new one at any time here:

        {new Uri(Site, "sign-in")}

        Passkeys and other ways to sign in that the account had stay. Remove those that are not yours:

        {new Uri(Site, "settings")}
        """);

    // The earlier mailbox may be another person's by now: it does not learn the whole address.
    OutgoingMail Warn(Account account, Decided claim) => new(claim.OldEmail!, account.Name, "Your account has another address now", $"""
        Hello {account.Name},

        your account at {Site.Host} had this address. A coordinator of the alumni office has given it another one,
        {Masked(claim.Email)}, because a person asked for it and proved to read mail there. All devices are signed out.

        If that was not you, tell the alumni office of your institute at once.
        """);

    OutgoingMail Reject(Decided claim) => new(claim.Email, claim.Name, "We could not give you the account", $"""
        Hello {claim.Name},

        the alumni office could not find out that the account which you asked for at {Site.Host} is yours:

        {claim.Reason}

        You can ask again and tell more of yourself:

        {new Uri(Site, AddressClaims.Path)}
        """);

    static string Masked(string email) => email.LastIndexOf('@') is var at && at > 0 ? $"{UnicodeText.Beginning(email, 1)}…{email[at..]}" : "…";

    sealed record Decided(string Name, string Email, string? OldEmail, string Reason, Guid? PersonId);
}
