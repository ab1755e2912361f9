using System.Security.Cryptography;
using System.Text;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Mail;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>Takes the claims of people who have lost the address of their account: a mailed link proves the new one, then the
/// claim waits for a coordinator. See <c>docs/design/claims.md</c>.</summary>
/// <remarks>A claim is not compared with any account before a coordinator reads it, so no answer and no work depends on whether
/// such a person exists.</remarks>
public sealed class AddressClaims(
    SystemPipeline pipeline, JobQueue jobs, Notifier notifier, AccountDirectory accounts, IOptions<MailOptions> options)
{
    /// <summary>The path of the form, below the platform's address.</summary>
    public const string Path = "claim";

    /// <summary>The path that a mailed link leads to. The token follows as <c>token</c>.</summary>
    public const string ConfirmPath = "claim/confirm";

    /// <summary>The maximum length of a message in characters.</summary>
    public const int MaxMessage = 1_000;

    const int MaxTold = 100; // coordinators

    internal static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);

    static readonly AuditAction Requested = new("directory.request_claim", AuditClass.Security);
    static readonly AuditAction Confirmed = new("directory.confirm_claim", AuditClass.Security);
    static readonly TimeSpan Spacing = TimeSpan.FromMinutes(10); // between mails to one address

    /// <summary>Gets whether mail is configured.</summary>
    public bool IsAvailable => options.Value.Enabled;

    /// <summary>Keeps a claim and mails a link to its address: at most one within ten minutes for each address.</summary>
    /// <param name="claim">The claim as typed.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">A field is invalid; the message has the remedy. Or mail is off.</exception>
    public Task RequestAsync(NewAddressClaim claim, RequestOrigin origin, CancellationToken ct)
    {
        if (!IsAvailable)
            throw FaultException.FailedPrecondition("mail_is_off", "This platform sends no e-mail. Ask the alumni office of your institute.");

        var good = Checked(claim);
        return pipeline.RunAsync(
            new SystemTask(Requested, Actor.System("claims"), origin),
            async call =>
            {
                var id = Guid.CreateVersion7();
                var job = await jobs.EnqueueUniqueAsync(
                    call.Db, new MailAddressClaim(id),
                    new EnqueueOptions { UniqueKey = Key(good.Email), Unique = new() { While = [], Window = Spacing } }, ct);
                if (job.IsNew)
                    await InsertAsync(call.Db, id, good, origin.Client, ct);
                call.Audit.Target("claim", id);
                return true;
            }, ct);
    }

    /// <summary>Reads the claim of a link without using the link up; null when it is unknown, used or expired.</summary>
    public Task<PendingAddressClaim?> FindAsync(string token, CancellationToken ct)
    {
        const string sql = """
            select name, batch, email, message, client
            from directory_claim
            where hash = $1 and state = 'unconfirmed' and expires_at > now()
            """;

        return pipeline.RunAsync(
            new SystemTask(Confirmed, Actor.System("claims"), RequestOrigin.Of(RequestOrigin.Http)),
            call =>
            {
                call.Audit.If(changed: false);
                return call.Db.FindAsync(
                    sql, [MailToken.Hash(token)],
                    row => new PendingAddressClaim(
                        row.GetString(0), row.GetInt32(1), row.GetString(2), row.NullableString(3), row.NullableString(4)), ct);
            }, ct);
    }

    /// <summary>Lets the claim of a link wait for a coordinator. The holder of the token reads the mailbox, and has seen what is
    /// claimed. Repeated, it changes nothing.</summary>
    public async Task<AddressClaimOutcome> ConfirmAsync(string token, RequestOrigin origin, CancellationToken ct)
    {
        try
        {
            return await pipeline.RunAsync(
                new SystemTask(Confirmed, Actor.System("claims"), origin), call => ConfirmAsync(call, MailToken.Hash(token), ct), ct);
        }
        catch (PostgresException e) when (e.ConstraintName == "directory_claim_waits_once")
        {
            return AddressClaimOutcome.WaitingAlready;
        }
    }

    async Task<AddressClaimOutcome> ConfirmAsync(SystemCall call, byte[] hash, CancellationToken ct)
    {
        const string sql = """
            update directory_claim
            set state = 'waiting', confirmed_at = now()
            where hash = $1 and state = 'unconfirmed' and expires_at > now()
            returning id, (confirmed_at at time zone 'utc')::date
            """;
        const string waiting = "select exists (select from directory_claim where hash = $1 and state = 'waiting')";

        if (await call.Db.FindAsync(sql, [hash], row => ((Guid, DateOnly)?)(row.GetGuid(0), row.GetFieldValue<DateOnly>(1)), ct) is var (claim, day))
        {
            await notifier.NotifyAsync(call.Db, ClaimText.Of(day), await accounts.ListOperatorsAsync(call.Db, MaxTold, ct), ct);
            call.Audit.Target("claim", claim);
            return AddressClaimOutcome.Waiting;
        }

        call.Audit.If(changed: false);
        return await call.Db.FindAsync(waiting, [hash], row => row.GetBoolean(0), ct)
            ? AddressClaimOutcome.Waiting
            : AddressClaimOutcome.Over;
    }

    static NewAddressClaim Checked(NewAddressClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var name = TextRules.Canonical(claim.Name);
        if (PersonRules.NameProblem(name, PersonRules.MaxNameLength) is { } problem)
            throw FaultException.InvalidArgument("name", problem);
        if (!PersonRules.IsBatch(claim.Batch))
            throw FaultException.InvalidArgument("batch", "is not a year of graduation, such as 2018.");

        var email = EmailAddress.RequireFolded(claim.Email);
        var message = string.IsNullOrWhiteSpace(claim.Message) ? null : claim.Message.Trim().ReplaceLineEndings("\n");
        return message is not null && TextRules.Problem(message, TextKind.Prose, MaxMessage) is { } odd
            ? throw FaultException.InvalidArgument("message", odd)
            : new(name, claim.Batch, email, message);
    }

    static Task InsertAsync(NpgsqlConnection db, Guid id, NewAddressClaim claim, string? client, CancellationToken ct)
    {
        const string sql = """
            insert into directory_claim (id, name, batch, email, message, client)
            values ($1, $2, $3, $4, $5, $6)
            """;

        return db.ExecuteAsync(sql, [id, claim.Name, claim.Batch, claim.Email, claim.Message, client], ct);
    }

    // The queue must not tell the address.
    static string Key(string folded) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folded)));
}
