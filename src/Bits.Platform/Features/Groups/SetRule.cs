using System.ComponentModel.DataAnnotations;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>Sets the rule of a group: a job adds whom it matches, and an hourly one keeps it. It never adds again who left, was
/// removed or is banned, and removes only whom a rule had added. One that matches more than 2,000 people is for the platform's
/// operators.</summary>
[Rpc(
    "groups.v1/SetRule", GroupCapabilities.SetRule, Audit = Audit.AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","fromBatch":2015,"toBatch":2018,"campuses":["goa"],"roles":["alumni"]}""",
    Answer = """{"isChanged":true}""")]
public sealed class SetRule(JobQueue jobs) : IRpc<SetRule.Request, SetRule.Response>
{
    /// <summary>The rule: each condition narrows, and one at least is needed.</summary>
    /// <param name="GroupId">The group; not a secret one, which admits by invitation only.</param>
    /// <param name="FromBatch">The first year of graduation; null for all.</param>
    /// <param name="ToBatch">The last year of graduation; null for all.</param>
    /// <param name="Campuses">The campuses, compared without case; null for all.</param>
    /// <param name="Roles">The relations to the institute; null for all.</param>
    public sealed record Request(
        Guid GroupId,
        [property: Range(1900, 2100, ErrorMessage = "must be a year from 1900 to 2100.")] int? FromBatch = null,
        [property: Range(1900, 2100, ErrorMessage = "must be a year from 1900 to 2100.")] int? ToBatch = null,
        [property: Text(100, TextKind.Line)] IReadOnlyList<string>? Campuses = null,
        IReadOnlyList<PrimaryRole>? Roles = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="IsChanged">Whether the group had another rule or none.</param>
    public sealed record Response(bool IsChanged);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var rule = GroupRule.Selection(request.FromBatch, request.ToBatch, request.Campuses, request.Roles);
        var group = await Group.GetAsync(call.Db, call.Scope, ct);
        if (group.Visibility == ScopeVisibility.Secret)
            throw FaultException.FailedPrecondition("invitation_only", "A secret group admits by invitation only; it has no rule.");

        // Any member may found a group and set its rule, and the rule makes others members unasked.
        if (call.Caller.PlatformRole is not (PlatformRole.Operator or PlatformRole.Admin)
            && await AccountDirectory.CountAsync(call.Db, rule, GroupRule.MaxOfMembers + 1, ct) > GroupRule.MaxOfMembers)
            throw FaultException.FailedPrecondition(
                "rule_too_wide",
                $"The rule matches more than {GroupRule.MaxOfMembers:N0} people. Narrow it, or ask the platform's operators to set it.");

        var isChanged = await GroupRule.SetAsync(call.Db, group.Id, rule, ct);
        if (isChanged)
            await jobs.EnqueueAsync(call.Db, new ApplyRule(group.Id), GroupsJson.Default.ApplyRule, ct);

        call.Audit.If(isChanged);
        return new(isChanged);
    }
}
