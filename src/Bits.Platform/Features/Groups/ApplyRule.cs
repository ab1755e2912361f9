using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Makes the members of a group match its rule.</summary>
/// <param name="GroupId">The group.</param>
public sealed record ApplyRule(Guid GroupId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "groups.apply_rule";
}

/// <summary>Makes the members of every group with a rule match it.</summary>
public sealed record ApplyRules : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "groups.apply_rules";
}

/// <summary>Enqueues a job for each group with a rule.</summary>
/// <remarks>Idempotent: a second job for a group finds nothing to change.</remarks>
sealed class ApplyRulesHandler(SystemPipeline pipeline, JobQueue jobs) : IJobHandler<ApplyRules>
{
    const int PageSize = 1_000;

    public async Task HandleAsync(Job<ApplyRules> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        for (var (after, isLast) = (Guid.Empty, false); !isLast;)
        {
            var groups = await pipeline.RunAsync(task, call => EnqueueAsync(call, after, ct), ct);
            (after, isLast) = (groups is [.., var last] ? last : after, groups.Count < PageSize);
        }
    }

    async Task<List<Guid>> EnqueueAsync(SystemCall call, Guid after, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        var groups = await GroupRule.ListGroupsAsync(call.Db, after, PageSize, ct);
        await jobs.EnqueueManyAsync(
            call.Db, [.. groups.Select(group => new ApplyRule(group))], GroupsJson.Default.ApplyRule, options: null, ct);

        return groups;
    }
}

/// <summary>Adds whom the rule matches, and removes whom only the rule had added and it no longer matches.</summary>
/// <remarks>Idempotent: each page changes only what differs. Each page reads the rule again, under the lock that keeps the
/// group from being archived or hidden meanwhile.</remarks>
sealed class ApplyRuleHandler(SystemPipeline pipeline, Memberships memberships) : IJobHandler<ApplyRule>
{
    const int PageSize = 2_000;

    static readonly AuditField Added = new("added");
    static readonly AuditField Removed = new("removed");

    public async Task HandleAsync(Job<ApplyRule> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        foreach (var work in new Func<SystemCall, Group, AccountSelection, Guid?, CancellationToken, Task<Guid?>>[] { RemoveAsync, AddAsync })
        {
            var page = default(Guid?);
            do
                page = await pipeline.RunAsync(task, call => WithRuleAsync(call, job.Args.GroupId, (group, rule) => work(call, group, rule, page, ct), ct), ct);
            while (page is not null);
        }
    }

    // Returns the last user of the page; null after the last page, or when the rule no longer applies.
    static async Task<Guid?> WithRuleAsync(
        SystemCall call, Guid groupId, Func<Group, AccountSelection, Task<Guid?>> work, CancellationToken ct)
    {
        call.Audit.Target("group", groupId).If(changed: false);
        var group = await Group.SharedQuery(groupId, found => found).ReadAsync(call.Db, ct);
        return group is { ArchivedAt: null, Visibility: not ScopeVisibility.Secret } && await GroupRule.FindAsync(call.Db, groupId, ct) is { } rule
            ? await work(group, rule)
            : null;
    }

    async Task<Guid?> AddAsync(SystemCall call, Group group, AccountSelection rule, Guid? after, CancellationToken ct)
    {
        var matching = await AccountDirectory.ListAsync(call.Db, rule, after, PageSize, ct);
        var added = await memberships.AddByRuleAsync(call.Db, group.Scope, matching, ct);

        call.Audit.Changed(Added, from: null, added.Count).If(added.Count > 0);
        return matching.Count == PageSize ? matching[^1] : null;
    }

    async Task<Guid?> RemoveAsync(SystemCall call, Group group, AccountSelection rule, Guid? after, CancellationToken ct)
    {
        var kept = await memberships.ListByRuleAsync(call.Db, group.Scope, after, PageSize, ct);
        var matching = await AccountDirectory.ListSelectedAsync(call.Db, kept, rule, ct);
        var removed = await memberships.RemoveByRuleAsync(call.Db, group.Scope, [.. kept.Where(user => !matching.Contains(user))], ct);

        call.Audit.Changed(Removed, from: null, removed).If(removed > 0);
        return kept.Count == PageSize ? kept[^1] : null;
    }
}
