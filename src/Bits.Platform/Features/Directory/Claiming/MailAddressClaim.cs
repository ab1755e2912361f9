using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Mail;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>Mails the link of a claim to the address that it names.</summary>
/// <param name="ClaimId">The claim.</param>
public sealed record MailAddressClaim(Guid ClaimId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "directory.mail_claim";

    /// <summary>Gets the defaults: a link that comes a day late is of no use.</summary>
    public static JobDefaults Defaults { get; } = new() { ExpiresIn = AddressClaims.LinkLifetime, Priority = 5 };
}

/// <summary>Makes a token and mails it. At least once: an attempt after a crash sends another link, and the last one is good.
/// </summary>
/// <remarks>The address may be a stranger's, so no word of the claimant is in the mail. An address that has an account gets no
/// link: its owner signs in, and only the mailbox learns of it.</remarks>
sealed class MailAddressClaimHandler(
    SystemPipeline pipeline, AccountDirectory accounts, MailSender sender, IOptions<MailOptions> options) : IJobHandler<MailAddressClaim>
{
    public async Task HandleAsync(Job<MailAddressClaim> job, CancellationToken ct)
    {
        var mail = await pipeline.RunAsync(
            SystemTask.Of(job, AuditClass.Security),
            async call =>
            {
                var token = MailToken.Create();
                var email = await SetTokenAsync(call.Db, job.Args.ClaimId, token, ct);
                call.Audit.Target("claim", job.Args.ClaimId).If(email is not null);
                return email is null ? null : await ComposeAsync(call.Db, email, token, ct);
            }, ct);
        await sender.SendForJobAsync(mail, ct);
    }

    static Task<string?> SetTokenAsync(NpgsqlConnection db, Guid id, string token, CancellationToken ct)
    {
        const string sql = """
            update directory_claim
            set hash = $2, expires_at = now() + $3
            where id = $1 and state = 'unconfirmed'
            returning email
            """;

        return db.FindAsync(sql, [id, MailToken.Hash(token), AddressClaims.LinkLifetime], row => row.GetString(0), ct);
    }

    async Task<OutgoingMail> ComposeAsync(NpgsqlConnection db, string email, string token, CancellationToken ct) =>
        await accounts.FindByEmailAsync(db, email, ct) is not { } owner ? AskFor(email, token)
        : await accounts.FindEnabledAsync(db, owner.Id, ct) is null ? TellOfDisabled(email)
        : TellOf(email);

    OutgoingMail AskFor(string email, string token) => new(email, email, "Confirm your e-mail address", $"""
        Hello,

        a person who has lost the address of their account at {options.Value.PublicAddress!.Host} gave this address as their own.

        If that is you, open this link and confirm. It works once, within 24 hours:

        {new Uri(options.Value.PublicAddress!, $"{AddressClaims.ConfirmPath}?token={token}")}

        If it is not you, ignore this mail. Without your confirmation nothing happens.
        """);

    OutgoingMail TellOf(string email) => new(email, email, "You have an account already", $"""
        Hello,

        you asked for access to your account at {options.Value.PublicAddress!.Host}. This address has an account already, so you
        can sign in by it at once:

        {new Uri(options.Value.PublicAddress!, "sign-in")}

        If you did not ask, ignore this mail.
        """);

    OutgoingMail TellOfDisabled(string email) => new(email, email, "Your account is disabled", $"""
        Hello,

        you asked for access to your account at {options.Value.PublicAddress!.Host}. This address has an account that is disabled,
        so no link opens it. The alumni office of your institute can enable it.

        If you did not ask, ignore this mail.
        """);
}
