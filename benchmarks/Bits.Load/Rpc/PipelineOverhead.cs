using System.Text.Json;
using Bits.Load.Measuring;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Load.Rpc;

/// <summary>A call by the whole pipeline, in process, and the work of its handler alone: a connection from the pool and
/// the same statements, but no authentication, binding, authorization, and no JSON.</summary>
sealed class PipelineOverhead
{
    readonly InProcessPlatform _platform;
    readonly ListPosts.Request _request;
    readonly Guid _user;

    public PipelineOverhead(InProcessPlatform platform, DemoCast cast)
    {
        _platform = platform;
        _request = new(cast.PublicGroup);
        _user = cast.MembersOfIt[0];
    }

    /// <summary>Measures both in turn.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<ClientLoad>>> MeasureAsync(
        ScenarioContext context, CancellationToken ct)
    {
        var (whole, bare) = (Whole(ct), await BareAsync(ct));

        return await Rounds.AlternateAsync(
            context.Rounds,
            [
                () => Clients.RunAsync([_ => whole()], context.RoundTime),
                () => Clients.RunAsync([_ => bare()], context.RoundTime),
            ], ct);
    }

    Func<Task> Whole(CancellationToken ct)
    {
        var pipeline = _platform.Get<RpcPipeline>();
        var (method, body) = (Method, Body);
        var invocation = new RpcInvocation(Identity.OfUser(_user), RequestOrigin.Of(RequestOrigin.Http));

        return () => pipeline.InvokeAsync(method, body, invocation, ct);
    }

    async Task<Func<Task>> BareAsync(CancellationToken ct)
    {
        var handler = _platform.Get<ListPosts>();
        var dataSource = _platform.Get<NpgsqlDataSource>();
        var time = _platform.Get<TimeProvider>();
        var caller = new Caller(_user, "", PrimaryRole.Alumni, null);
        var scope = Scope.Group(_request.GroupId);
        var cursors = await _platform.Get<PageCursorSource>().ForAsync(Method, caller, Body, ct);

        return async () =>
        {
            await using var db = await dataSource.OpenConnectionAsync(ct);
            await handler.HandleAsync(_request, new(caller, scope, db, time.GetUtcNow(), cursors, new()), ct);
        };
    }

    RpcMethod Method => _platform.Get<RpcRegistry>().Get("groups.v1/ListPosts");

    JsonElement Body => JsonSerializer.SerializeToElement(new { groupId = _request.GroupId });
}
