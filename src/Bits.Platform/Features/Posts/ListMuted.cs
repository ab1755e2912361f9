using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts;

/// <summary>Lists the scopes that the caller leaves out of the feed.</summary>
[Rpc(
    "feed.v1/ListMuted", PostCapabilities.Use, Reads = true,
    Example = "{}",
    Answer = """{"scopes":[{"scope":"batch:2018","scopeName":"Batch of 2018"}]}""")]
public sealed class ListMuted(ScopeNames names, ReadableScopes readable) : IRpc<ListMuted.Request, ListMuted.Response>
{
    /// <summary>No fields.</summary>
    public sealed record Request;

    /// <summary>The scopes.</summary>
    /// <param name="Scopes">Those that the caller may read.</param>
    public sealed record Response(IReadOnlyList<Item> Scopes);

    /// <summary>A muted scope.</summary>
    /// <param name="Scope">The scope, such as batch:2018.</param>
    /// <param name="ScopeName">The name.</param>
    public sealed record Item(string Scope, string ScopeName);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (muted, _) = await Feed.SettingsQuery(call.Caller.UserId).ReadAsync(call.Db, ct);
        var scopes = await readable.ListAsync(call.Db, call.Caller, muted.Select(Scope.Parse), ct);
        var shown = await names.ListAsync(call.Db, scopes, ct);

        return new([.. scopes.OrderBy(scope => shown[scope], StringComparer.Ordinal).Select(s => new Item(s.ToString(), shown[s]))]);
    }
}
