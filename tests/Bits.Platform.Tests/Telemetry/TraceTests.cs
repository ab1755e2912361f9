using System.Diagnostics;
using Bits.Platform.Telemetry;

namespace Bits.Platform.Tests.Telemetry;

/// <summary>One trace leads from the call to its statements and to the job that it left behind.</summary>
public sealed class TraceTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Fact]
    public async Task A_trace_leads_from_the_call_to_the_statements_and_to_the_job()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RpcTelemetry.SourceName or "Bits.Jobs" or "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (spans)
                    spans.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var asha = await platform.UserAsync("Asha");
        var group = (await platform.CallAsync(asha, "groups.v1/CreateGroup", new { slug = "traced", name = "T", visibility = "public" })).GetProperty("groupId");

        using var root = new Activity("request").Start();
        await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "x" });
        root.Stop();
        await platform.DrainAsync();

        List<Activity> all;
        lock (spans)
            all = [.. spans];
        var call = Assert.Single(all, s => s.Source.Name == RpcTelemetry.SourceName && s.TraceId == root.TraceId && s.DisplayName == "groups.v1/PostToGroup");
        Assert.Equal("ok", call.GetTagItem("rpc.response.status_code"));
        Assert.Contains(all, s => s.Source.Name == "Npgsql" && s.TraceId == root.TraceId && s.ParentSpanId == call.SpanId);
        Assert.Contains(
            all, s => s.Source.Name == "Bits.Jobs" && (s.TraceId == root.TraceId || s.Links.Any(link => link.Context.TraceId == root.TraceId)));
        Assert.Equal(root.TraceId.ToHexString(), await platform.DataSource.ValueAsync<string>(
            "select trace_id from audit_event where action = 'groups.post_to_group' and actor_id = $1", asha));
        Assert.All(all.Where(s => s.Source.Name == RpcTelemetry.SourceName), s => Assert.DoesNotContain(
            s.TagObjects, tag => tag.Value?.ToString()?.Contains(asha.ToString(), StringComparison.Ordinal) == true));
    }
}
