using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Mail;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.SigningIn.Linking;

/// <summary>Mails the link of a claim to the owner of the account.</summary>
/// <param name="ClaimId">The claim; null when the address has no account, and nothing is sent.</param>
public sealed record MailClaim(Guid? ClaimId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "signin.mail_claim";

    /// <summary>Gets the defaults: a link that comes late is of no use.</summary>
    public static JobDefaults Defaults { get; } = new() { ExpiresIn = Sessions.MailLinkLifetime, Priority = 10 };
}

/// <summary>Makes a token and mails it. At least once: an attempt after a crash sends another link, and the last one is good.
/// </summary>
sealed class MailClaimHandler(
    SystemPipeline pipeline, AccountDirectory accounts, MailSender sender, IOptions<MailOptions> options) : IJobHandler<MailClaim>
{
    public async Task HandleAsync(Job<MailClaim> job, CancellationToken ct)
    {
        if (job.Args.ClaimId is not { } id)
            return;

        var mail = await pipeline.RunAsync(
            SystemTask.Of(job, AuditClass.Security),
            async call =>
            {
                call.Audit.If(false);
                var token = MailToken.Create();
                if (await SetTokenAsync(call.Db, id, token, ct) is not { } claim
                    || await accounts.FindEnabledAsync(call.Db, claim.UserId, ct) is not { } account)
                    return null;

                call.Audit.If(true).Target("user", account.Id);
                return Compose(account, claim, token);
            }, ct);
        await sender.SendForJobAsync(mail, ct);
    }

    static Task<Claim?> SetTokenAsync(NpgsqlConnection db, Guid id, string token, CancellationToken ct)
    {
        const string sql = """
            update sign_in_claim
            set hash = $2, expires_at = now() + $3
            where id = $1 and expires_at > now()
            returning user_id, issuer, label
            """;

        return db.FindAsync(
            sql, [id, MailToken.Hash(token), Sessions.MailLinkLifetime],
            row => new Claim(row.GetGuid(0), row.GetString(1), row.GetString(2)), ct);
    }

    OutgoingMail Compose(Account account, Claim claim, string token)
    {
        var address = new Uri(options.Value.PublicAddress!, $"{SignInClaims.Path}?token={token}");
        return new(account.Email, account.Name, "A sign-in asks to use your account", $"""
            Hello {account.Name},

            the sign-in {claim.Label} at {claim.Issuer} asks to use your account.

            If that is you, open this link and confirm. It works once, within 15 minutes:

            {address}

            If it is not you, ignore this mail. Without your confirmation nothing changes.
            """);
    }

    sealed record Claim(Guid UserId, string Issuer, string Label);
}
