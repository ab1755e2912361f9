using System.Security.Cryptography;
using System.Text;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Platform.Mail;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.SigningIn;

/// <summary>Sends sign-in links by e-mail. See <c>docs/design/sign-in.md</c>.</summary>
public sealed class SignInMail(
    SystemPipeline pipeline, AccountDirectory accounts, Verifications verifications, JobQueue jobs, IOptions<MailOptions> options)
{
    /// <summary>The path that a link leads to, below the platform's address. The token follows as <c>token</c>.</summary>
    public const string Path = "login/mail";

    static readonly AuditAction Requested = new("accounts.request_sign_in_link", AuditClass.Security);
    static readonly TimeSpan Spacing = TimeSpan.FromMinutes(2);

    /// <summary>Gets whether mail is configured.</summary>
    public bool IsAvailable => options.Value.Enabled;

    /// <summary>Sends a link to the address, if it belongs to an enabled account of a person. At most one within two minutes
    /// for each address.</summary>
    /// <remarks>The caller cannot tell whether the address has an account: not from an answer, and not from the work that is
    /// done.</remarks>
    /// <param name="email">The address as typed.</param>
    /// <param name="returnUrl">The local address of the page after the sign-in.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">The text is not an e-mail address, or mail is off.</exception>
    public Task RequestAsync(string email, string returnUrl, RequestOrigin origin, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(email);
        if (!IsAvailable)
            throw FaultException.FailedPrecondition("mail_is_off", "This platform sends no e-mail. Sign in with your institute.");

        var folded = EmailAddress.RequireFolded(email);

        return pipeline.RunAsync(
            new SystemTask(Requested, Actor.System("sign_in"), origin),
            async call =>
            {
                var account = await accounts.FindByEmailAsync(call.Db, folded, ct);
                if (account is not null)
                    call.Audit.Target("user", account.Id);
                await jobs.EnqueueUniqueAsync(
                    call.Db, new MailSignInLink(account?.Id, returnUrl),
                    new EnqueueOptions { UniqueKey = Key(folded), Unique = new() { While = [], Window = Spacing } }, ct);
                return true;
            }, ct);
    }

    /// <summary>Finds the account that a link signs in, without using the link up.</summary>
    /// <param name="token">The token of the link.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The account; null when the link is unknown or expired, or its account is disabled.</returns>
    public Task<Account?> FindAccountAsync(string token, RequestOrigin origin, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(token);
        return pipeline.RunAsync(
            new SystemTask(Sessions.SignIn, Actor.System("sign_in"), origin),
            async call =>
            {
                call.Audit.If(changed: false);
                return await Sessions.FindByLinkAsync(call.Db, token, ct) is { } id
                    ? await accounts.FindEnabledAsync(call.Db, id, ct)
                    : null;
            }, ct);
    }

    /// <summary>Uses up a link and begins a session; null when the link is unknown or expired. An address of the institute
    /// verifies the person.</summary>
    /// <param name="token">The token of the link.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="lifetime">The lifetime of the session.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<SessionSecret?> SignInAsync(string token, RequestOrigin origin, TimeSpan lifetime, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(token);
        return pipeline.RunAsync(
            new SystemTask(Sessions.SignIn, Actor.System("sign_in"), origin),
            async call =>
            {
                var used = await Sessions.UseLinkAsync(call, token, origin, lifetime, ct);
                if (used is { MailedTo: { } address })
                    await verifications.RecordAddressAsync(call.Db, used.UserId, address, ct);
                return used?.Secret;
            }, ct);
    }

    /// <summary>Signs a person in at a new address of the account: forgets what the earlier mailbox was asked, and mails a link to
    /// the new one.</summary>
    /// <param name="db">The transaction in which the address changes.</param>
    /// <param name="userId">The account.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task SendToNewAddressAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string claims = "delete from sign_in_claim where user_id = $1";

        await db.ExecuteAsync(claims, [userId], ct);
        await jobs.EnqueueAsync(db, new MailSignInLink(userId, "/"), ct: ct);
    }

    // The queue must not tell the address.
    static string Key(string folded) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folded)));
}
