using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Mail;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.SigningIn;

/// <summary>Mails a sign-in link.</summary>
/// <param name="UserId">The account; null when the address has none, and nothing is sent.</param>
/// <param name="ReturnUrl">The local address of the page after the sign-in.</param>
public sealed record MailSignInLink(Guid? UserId, string ReturnUrl) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "accounts.mail_sign_in_link";

    /// <summary>Gets the defaults: a link that comes late is of no use.</summary>
    public static JobDefaults Defaults { get; } = new() { ExpiresIn = Sessions.MailLinkLifetime, Priority = 10 };
}

/// <summary>Makes a link and mails it. At least once: an attempt after a crash sends another link, and both are good.</summary>
sealed class MailSignInLinkHandler(
    SystemPipeline pipeline, AccountDirectory accounts, MailSender sender, IOptions<MailOptions> options) : IJobHandler<MailSignInLink>
{
    public async Task HandleAsync(Job<MailSignInLink> job, CancellationToken ct)
    {
        if (job.Args.UserId is not { } user)
            return;

        var mail = await pipeline.RunAsync(
            SystemTask.Of(job, AuditClass.Security),
            async call =>
            {
                var account = await accounts.FindEnabledAsync(call.Db, user, ct);
                call.Audit.Target("user", user).If(account is not null);
                return account is null ? null : Compose(account, await Sessions.AddLinkAsync(call.Db, user, account.Email, Sessions.MailLinkLifetime, ct), job.Args.ReturnUrl);
            }, ct);
        await sender.SendForJobAsync(mail, ct);
    }

    OutgoingMail Compose(Account account, string token, string returnUrl)
    {
        var address = new Uri(
            options.Value.PublicAddress!, $"{SignInMail.Path}?token={token}&returnUrl={Uri.EscapeDataString(returnUrl)}");
        return new(account.Email, account.Name, "Your sign-in link", $"""
            Hello {account.Name},

            open this link to sign in. It works once, within 15 minutes:

            {address}

            If you did not ask for it, ignore this mail. Without the link, no one can sign in.
            """);
    }
}
