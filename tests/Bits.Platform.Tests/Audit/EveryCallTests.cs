using System.Text.Json;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Tests.Audit;

/// <summary>Every call that writes, as the registry has them: one event for its effect, none for what came to nothing, none
/// for a repeat.</summary>
[Slow]
public sealed class EveryCallTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A call whose handler does everything, and then faults.</summary>
    sealed class Faulting(RpcMethod inner) : RpcMethod
    {
        public override RpcAttribute Rules => inner.Rules;

        public override AuditAction Action => inner.Action;

        public override Type HandlerType => inner.HandlerType;

        public override Type RequestType => inner.RequestType;

        public override Type ResponseType => inner.ResponseType;

        public override JsonElement FromQuery(IEnumerable<KeyValuePair<string, string?[]>> query) => inner.FromQuery(query);

        internal override object Bind(JsonElement body) => inner.Bind(body);

        internal override bool IsPrepared => inner.IsPrepared;

        internal override Task<object> PrepareAsync(IServiceProvider services, object request, CancellationToken ct) =>
            inner.PrepareAsync(services, request, ct);

        internal override async Task<byte[]> HandleAsync(
            IServiceProvider services, object request, RpcContext call, CancellationToken ct)
        {
            await inner.HandleAsync(services, request, call, ct);
            throw FaultException.FailedPrecondition("faulted", "For the test.");
        }
    }

    /// <summary>What is there: events by outcome, and everything else, each table in a number. What has been searched for is
    /// written down beside the calls, whatever becomes of them.</summary>
    sealed record Standing(long Successes, long Failures, string Everything);

    [Fact]
    public async Task One_event_for_the_effect_of_every_call_and_none_for_what_came_to_nothing()
    {
        await platform.RefuseCommitsAsync();
        var calls = new WritingCalls(platform).ByName;
        var methods = platform.Get<RpcRegistry>().Methods.Where(m => !m.Rules.Reads).OrderBy(m => m.Rules.Name, StringComparer.Ordinal).ToList();

        Assert.Equal(methods.Select(m => m.Rules.Name), calls.Keys.Order(StringComparer.Ordinal)); // a new one is added to WritingCalls
        foreach (var method in methods)
            if (method.Rules.Shows)
                await CheckLookAsync(method, await calls[method.Rules.Name]());
            else
                await CheckAsync(method, await calls[method.Rules.Name]());
    }

    // What it shows is its effect: shown is shown, tried out or repeated; a fault shows nothing.
    async Task CheckLookAsync(RpcMethod method, PreparedCall call)
    {
        var (name, before) = (method.Rules.Name, await StandingAsync());

        await Assert.ThrowsAsync<FaultException>(() => InvokeAsync(new Faulting(method), call));
        AssertSame(before, await StandingAsync(), $"{name}, with a fault");
        await InvokeAsync(method, call, dryRun: true);
        AssertSame(before with { Successes = before.Successes + 1 }, await StandingAsync(), $"{name}, tried out");
        await InvokeAsync(method, call, name);
        AssertSame(before with { Successes = before.Successes + 2 }, await StandingAsync(), $"{name}, looked at");
        await AssertEventAsync(method, call);
        await InvokeAsync(method, call, name);
        AssertSame(before with { Successes = before.Successes + 3 }, await StandingAsync(), $"{name}, looked at again");
        Assert.Contains(name, WritingCalls.Looking);
    }

    async Task CheckAsync(RpcMethod method, PreparedCall call)
    {
        var (name, before) = (method.Rules.Name, await StandingAsync());

        // What is rolled back: tried out, refused by the database at the very commit, ended by the handler's own fault.
        await InvokeAsync(method, call, dryRun: true);
        AssertSame(before, await StandingAsync(), $"{name}, tried out");
        await Assert.ThrowsAsync<PostgresException>(() => InvokeAsync(method, call, $"{RefusedCommits.Prefix}-{name}"));
        AssertSame(before, await StandingAsync(), $"{name}, rolled back");
        await Assert.ThrowsAsync<FaultException>(() => InvokeAsync(new Faulting(method), call));
        var kept = method.Rules.Audit == AuditClass.Security ? 1 : 0; // of these the attempt is kept, as an attempt
        AssertSame(before with { Failures = before.Failures + kept }, await StandingAsync(), $"{name}, with a fault");

        var answer = await InvokeAsync(method, call, name);
        var after = await StandingAsync();
        Assert.True(after.Successes == before.Successes + Events(name), $"{name} left {after.Successes - before.Successes} events.");
        Assert.True(WritingCalls.Looking.Contains(name) == (after.Everything == before.Everything), $"{name} was to have an effect.");
        await AssertEventAsync(method, call);

        Assert.Equal(answer, await InvokeAsync(method, call, name));
        AssertSame(after, await StandingAsync(), $"{name}, repeated");
    }

    static int Events(string name) => WritingCalls.NotAudited.Contains(name) ? 0 : 1;

    static void AssertSame(Standing expected, Standing found, string when) => Assert.True(
        expected == found,
        $"{when}: {found.Successes - expected.Successes} events, {found.Failures - expected.Failures} of failures, "
        + string.Join(' ', found.Everything.Split(' ').Except(expected.Everything.Split(' '))));

    async Task AssertEventAsync(RpcMethod method, PreparedCall call) => Assert.Equal(
        Events(method.Rules.Name),
        await platform.DataSource.ValueAsync<long>(
            "select count(*) from audit_event where action = $1 and actor_id = $2 and idempotency_key = $3 and class = $4",
            method.Action.Name, call.Caller, method.Rules.Name, method.Rules.Audit.ToText()));

    async Task<string> InvokeAsync(RpcMethod method, PreparedCall call, string? key = null, bool dryRun = false)
    {
        var answer = await platform.Get<RpcPipeline>().InvokeAsync(
            method, JsonSerializer.SerializeToElement(call.Request, JsonSerializerOptions.Web),
            new(TestPlatform.JustSignedIn(call.Caller), RequestOrigin.Of(RequestOrigin.Http)) { IdempotencyKey = key, DryRun = dryRun }, Ct);
        return System.Text.Encoding.UTF8.GetString(answer.Json);
    }

    async Task<Standing> StandingAsync()
    {
        const string everything = """
            select string_agg(relname || substring(query_to_xml(
                format('select count(*) || ''/'' || coalesce(sum(hashtext(t::text)::bigint), 0) as c from %I t', relname),
                false, true, '')::text from '<c>(.*)</c>'), ' ' order by relname)
            from pg_class
            where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname !~ '^(audit|rpc|search_query)_'
            """;
        const string events = "select count(*) from audit_event where outcome = $1";

        return new(
            await platform.DataSource.ValueAsync<long>(events, "success"), await platform.DataSource.ValueAsync<long>(events, "failed"),
            await platform.DataSource.ValueAsync<string>(everything));
    }
}
