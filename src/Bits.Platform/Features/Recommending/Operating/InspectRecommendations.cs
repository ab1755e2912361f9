using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Recommending;

/// <summary>Lists a member's recommendations as the member gets them, with the parts of each score. Leaves an event in the audit log
/// although it writes nothing.</summary>
[Rpc(
    "recommendations.v1/InspectRecommendations", RecommendingCapabilities.Inspect, Shows = true, Audit = AuditClass.Admin,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","kind":"groups"}""",
    Answer = """{"candidates":[{"entityId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","title":"Rowing in Goa","reason":"Because you follow Sailing","address":"/groups/0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","score":4.2,"popularity":1.1,"contributions":[{"name":"groups/0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","title":"Sailing","amount":2.9}],"computedAt":"2026-11-23T02:41:00Z"}],"isOn":true}""")]
public sealed class InspectRecommendations(Recommendations recommendations, AccountDirectory accounts)
    : IRpc<InspectRecommendations.Request, InspectRecommendations.Response>
{
    const int Limit = 40;

    /// <summary>The member and the kind.</summary>
    /// <param name="UserId">The member.</param>
    /// <param name="Kind">One of groups, posts, people.</param>
    public sealed record Request(Guid UserId, [property: Text(32, TextKind.Id)] string Kind);

    /// <summary>The candidates.</summary>
    /// <param name="Candidates">The candidates, the best first.</param>
    /// <param name="IsOn">False when the member has switched recommendations off.</param>
    public sealed record Response(IReadOnlyList<Item> Candidates, bool IsOn);

    /// <summary>A candidate.</summary>
    /// <param name="EntityId">The id on the surface.</param>
    /// <param name="Title">The title.</param>
    /// <param name="Reason">The reason as the member reads it.</param>
    /// <param name="Address">The path of its page on the site.</param>
    /// <param name="Score">The score.</param>
    /// <param name="Popularity">The part of the score that is the same for all users.</param>
    /// <param name="Contributions">What else contributes, as far as the member may see it.</param>
    /// <param name="ComputedAt">The time of the run.</param>
    public sealed record Item(
        string EntityId, string Title, string Reason, string Address, float Score, float Popularity, IReadOnlyList<Contribution> Contributions,
        DateTimeOffset ComputedAt);

    /// <summary>A part of a score.</summary>
    /// <param name="Name">A document as surface/entity, or batch, company, connections.</param>
    /// <param name="Title">The title of the document; null for a word.</param>
    /// <param name="Amount">The part of the score.</param>
    public sealed record Contribution(string Name, string? Title, float Amount);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        recommendations.Check("kind", request.Kind);
        if (await accounts.FindAsync(call.Db, request.UserId, ct) is null)
            throw FaultException.NotFound("user_not_found", "There is no account with this id.");

        var found = await recommendations.InspectAsync(call.Db, request.UserId, request.Kind, Limit, ct);

        call.Audit.Target("user", request.UserId).LookedFor(request.Kind);
        return new([.. (found ?? []).Select(View)], IsOn: found is not null);
    }

    static Item View(ShownRecommendation one) => new(
        one.Candidate.EntityId, one.Candidate.Title, one.Reason, one.Address, one.Candidate.Score, one.Candidate.Popularity,
        [.. one.Candidate.Reasons.Select(reason => new Contribution(reason.Name, reason.Title, reason.Contribution))], one.Candidate.ComputedAt);
}
