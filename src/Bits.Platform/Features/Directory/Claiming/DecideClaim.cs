using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Platform.Features.Operations;
using Bits.Platform.Features.SigningIn;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>Decides on a claim. Approved for a person, it gives their account the claimed address, ends all their sessions, tells
/// both addresses by mail and sends a sign-in link to the new one. Rejected, it tells the claimant the reason.</summary>
[Rpc(
    "directory.v1/DecideClaim", DirectoryCapabilities.DecideClaims, Audit = AuditClass.Security, Rate = RateClass.Sensitive,
    Example = """{"claimId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","decision":"approve","personId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","reason":"Knows the roll number."}""",
    Answer = """{"state":"approved"}""")]
public sealed class DecideClaim(AccountDirectory accounts, SignInMail signIn, JobQueue jobs) : IRpc<DecideClaim.Request, DecideClaim.Response>
{
    /// <summary>Lists the decisions.</summary>
    public enum Decision
    {
        /// <summary>The claimant is the person.</summary>
        Approve,

        /// <summary>The claimant is no known person.</summary>
        Reject,
    }

    /// <summary>The decision.</summary>
    /// <param name="ClaimId">The claim.</param>
    /// <param name="Decision">The decision.</param>
    /// <param name="Reason">Why: kept in the audit log, and mailed to the claimant of a rejected claim.</param>
    /// <param name="PersonId">To approve: who the claimant is.</param>
    public sealed record Request(
        Guid ClaimId, Decision Decision, [property: Text(Reasons.MaxLength)] string Reason, Guid? PersonId = null);

    /// <summary>The result.</summary>
    /// <param name="State">The state of the claim.</param>
    public sealed record Response(ClaimState State);

    static readonly AuditField Email = new("email", Sensitivity.Personal);
    static readonly AuditField Person = new("person_id");
    static readonly AuditField State = new("state");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        // Of two coordinators at once, the second waits here and then finds the claim decided.
        var email = await LockAsync(call.Db, request.ClaimId, ct) ?? throw FaultException.FailedPrecondition(
            "claim_not_waiting", "This claim does not wait for a decision: it is decided or gone. Load the list again.");
        if (await accounts.FindByEmailAsync(call.Db, email, ct) is { } own && own.Id == call.Caller.UserId)
            throw FaultException.PermissionDenied("oneself", "Another coordinator decides on your own claim.");

        call.Audit.Target("claim", request.ClaimId).Because(request.Reason);
        var state = request.Decision switch
        {
            Decision.Approve => await ApproveAsync(request, email, call, ct),
            Decision.Reject => await RejectAsync(request, call, ct),
        };

        call.Audit.Changed(State, ClaimState.Waiting, state);
        return new(state);
    }

    static Task<string?> LockAsync(NpgsqlConnection db, Guid claimId, CancellationToken ct)
    {
        const string sql = "select email from directory_claim where id = $1 and state = 'waiting' for update";

        return db.FindAsync(sql, [claimId], row => row.GetString(0), ct);
    }

    async Task<ClaimState> ApproveAsync(Request request, string email, RpcContext call, CancellationToken ct)
    {
        var person = await FindPersonAsync(request, call, ct);

        await accounts.SetEmailAsync(call.Db, person.Id, email, ct);
        await Verifications.ForgetAddressAsync(call.Db, person.Id, ct);
        await CloseAsync(call, request, ClaimState.Approved, person, ct);

        await jobs.EnqueueAsync(call.Db, new MailClaimDecision(request.ClaimId, ToOldAddress: true), ct: ct);
        await jobs.EnqueueAsync(call.Db, new MailClaimDecision(request.ClaimId, ToOldAddress: false), ct: ct);
        await signIn.SendToNewAddressAsync(call.Db, person.Id, ct);
        call.Audit.Changed(Person, from: null, person.Id).Changed(Email, person.Email, email);
        return ClaimState.Approved;
    }

    async Task<ClaimState> RejectAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await CloseAsync(call, request, ClaimState.Rejected, person: null, ct);
        await jobs.EnqueueAsync(call.Db, new MailClaimDecision(request.ClaimId, ToOldAddress: false), ct: ct);
        return ClaimState.Rejected;
    }

    static async Task<Account> FindPersonAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request.PersonId is not { } id)
            throw FaultException.InvalidArgument("personId", "is missing; give the person who the claimant is.");
        if (id == call.Caller.UserId)
            throw FaultException.PermissionDenied("oneself", "Another coordinator decides on your own account.");

        var person = await AccountDirectory.LockEnabledAsync(call.Db, id, ct) ?? throw GetProfile.NotFound(id);

        // Who moves the account of an operator to a mailbox of their own could act as that operator.
        return person.PlatformRole is not null && call.Caller.PlatformRole != PlatformRole.Admin
            ? throw FaultException.PermissionDenied(
                "claim_of_an_operator", "This account has a role on the platform. An administrator decides on this claim.")
            : person;
    }

    static Task CloseAsync(RpcContext call, Request request, ClaimState state, Account? person, CancellationToken ct)
    {
        const string sql = """
            update directory_claim
            set state = $2, decided_at = now(), decided_by = $3, reason = $4, person_id = $5, old_email = $6
            where id = $1
            """;

        return call.Db.ExecuteAsync(
            sql, [request.ClaimId, state.ToText(), call.Caller.UserId, request.Reason, person?.Id, person?.Email], ct);
    }
}
