using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>Shows whom a rule would add to a group and whom it would remove, before it is set. Changes nothing.</summary>
[Rpc(
    "groups.v1/PreviewRule", GroupCapabilities.SetRule, Reads = true, Rate = RateClass.Search, DeadlineSeconds = 30,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","fromBatch":2015,"toBatch":2018,"campuses":["goa"],"roles":["alumni"]}""",
    Answer = """{"toAdd":120,"toRemove":1,"addSample":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Asha Rao"}],"removeSample":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","name":"Bikram Das"}]}""")]
public sealed class PreviewRule(Memberships memberships, AccountDirectory accounts) : IRpc<PreviewRule.Request, PreviewRule.Response>
{
    const int PageSize = 10_000;
    const int SampleSize = 10;

    /// <summary>The rule to try: each condition narrows, and one at least is needed.</summary>
    /// <param name="GroupId">The group.</param>
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

    /// <summary>The difference.</summary>
    /// <param name="ToAdd">The number of users whom the rule would add.</param>
    /// <param name="ToRemove">The number of members whom an earlier rule added and this one does not match.</param>
    /// <param name="AddSample">Some of those to add.</param>
    /// <param name="RemoveSample">Some of those to remove.</param>
    public sealed record Response(long ToAdd, long ToRemove, IReadOnlyList<Person> AddSample, IReadOnlyList<Person> RemoveSample);

    /// <summary>A user.</summary>
    /// <param name="UserId">The id.</param>
    /// <param name="Name">The name; null when the account is gone.</param>
    public sealed record Person(Guid UserId, string? Name);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var rule = GroupRule.Selection(request.FromBatch, request.ToBatch, request.Campuses, request.Roles);
        var (adds, removes) = (new Difference(), new Difference());

        for (var (page, after) = (PageSize, (Guid?)null); page == PageSize;)
        {
            var matching = await AccountDirectory.ListAsync(call.Db, rule, after, PageSize, ct);
            adds.Count(await memberships.ListAddableByRuleAsync(call.Db, call.Scope, matching, ct));
            (page, after) = (matching.Count, matching.Count > 0 ? matching[^1] : after);
        }

        for (var (page, after) = (PageSize, (Guid?)null); page == PageSize;)
        {
            var kept = await memberships.ListByRuleAsync(call.Db, call.Scope, after, PageSize, ct);
            var matching = await AccountDirectory.ListSelectedAsync(call.Db, kept, rule, ct);
            removes.Count([.. kept.Where(user => !matching.Contains(user))]);
            (page, after) = (kept.Count, kept.Count > 0 ? kept[^1] : after);
        }

        var names = await accounts.ListNamesAsync(call.Db, [.. adds.Sample, .. removes.Sample], ct);
        return new(adds.Total, removes.Total, People(adds, names), People(removes, names));
    }

    static IReadOnlyList<Person> People(Difference difference, IReadOnlyDictionary<Guid, string> names) =>
        [.. difference.Sample.Select(user => new Person(user, names.GetValueOrDefault(user)))];

    sealed class Difference
    {
        public long Total { get; private set; }

        public List<Guid> Sample { get; } = [];

        public void Count(IReadOnlyList<Guid> users)
        {
            Total += users.Count;
            Sample.AddRange(users.Take(SampleSize - Sample.Count));
        }
    }
}
