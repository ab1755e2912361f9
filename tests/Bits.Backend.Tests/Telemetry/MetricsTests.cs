using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bits.Backend.Tests.Telemetry;

/// <summary>What /metrics shows: everything that the dashboard and the alerts ask for, and nothing of anybody.</summary>
[Slow]
public sealed partial class MetricsTests(TestBackend test) : IClassFixture<TestBackend>
{
    // Whatever else becomes a label is looked at here first.
    static readonly string[] Labels =
    [
        "rpc_system_name", "rpc_method", "rpc_response_status_code", "error_type", "bits_audit_action", "bits_audit_outcome",
        "messaging_destination_name", "bits_search_path", "bits_jobs_kind", "bits_jobs_outcome", "bits_jobs_state",
        "http_request_method", "http_response_status_code", "http_route", "network_protocol_name", "network_protocol_version", "url_scheme",
        "aspnetcore_routing_is_fallback", "aspnetcore_routing_match_status", "aspnetcore_diagnostics_exception_result",
        "aspnetcore_diagnostics_handler_type", "aspnetcore_rate_limiting_policy", "aspnetcore_memory_pool_owner", "exception_type",
        "server_address", "server_port", "network_transport", "network_type", "signalr_connection_status", "tls_protocol_version",
        "gc_heap_generation", "dotnet_gc_heap_generation", "cpu_mode", "otel_scope_name", "otel_scope_version", "le", "quantile",
        "db_client_connection_pool_name", "db_client_connection_state", "db_system_name", "db_system", "db_response_status_code",
        "service_name", "service_instance_id", "telemetry_sdk_name", "telemetry_sdk_language", "telemetry_sdk_version",
        "aspnetcore_authentication_result", "aspnetcore_authentication_scheme", "aspnetcore_request_is_unhandled", "aspnetcore_user_is_authenticated",
        "aspnetcore_authorization_policy", "aspnetcore_authorization_result", "db_client_operation_npgsql_command",
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_of_the_dashboard_and_of_the_alerts_is_emitted_and_no_label_tells_of_anybody()
    {
        var (asha, bikram) = (await test.UserAsync("Ashametric"), await test.UserAsync("Bikrammetric"));
        var group = (await test.Backend.PostAsync(
            asha, "groups.v1/CreateGroup", new { slug = "metric-slug", name = "Metricname", visibility = "private" }, Ct)).GetProperty("groupId").GetGuid();
        await test.Backend.PostAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "metricbody" }, Ct);
        await Assert.ThrowsAsync<HttpRequestException>(() => test.Backend.PostAsync(bikram, "groups.v1/PostToGroup", new { groupId = group, body = "x" }, Ct));
        await test.Database.DataSource.EventuallyAsync("select bool_and(state = 'succeeded') from jobs_queue_job");

        var asked = Asked().ToList();
        Assert.True(asked.Count > 8, $"{asked.Count}");
        var (metrics, emitted) = ("", new HashSet<string>());
        // A job counts a moment after its end is stored.
        for (var tries = 0; tries < 100 && !emitted.IsSupersetOf(asked); tries++)
        {
            await Task.Delay(100, Ct);
            metrics = await test.Backend.Http.GetStringAsync("/metrics", Ct);
            emitted = [.. Sample.Matches(metrics).Select(match => match.Groups[1].Value)];
        }

        Assert.All(asked, name => Assert.True(emitted.Contains(name), $"{name} is not among:\n{string.Join('\n', emitted.Order())}"));
        Assert.Empty(Label.Matches(metrics).Select(match => match.Groups[1].Value).Distinct().Except(Labels));
        foreach (var personal in new[] { asha.ToString(), bikram.ToString(), group.ToString(), "ashametric", "metric-slug", "metricname", "metricbody", "example.org" })
            Assert.DoesNotContain(personal, metrics, StringComparison.OrdinalIgnoreCase);
    }

    static IEnumerable<string> Asked()
    {
        var folder = Path.Combine(ProgramProcess.Repository, "docs", "operations");
        var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "grafana-dashboard.json"))).RootElement;
        var expressions = dashboard.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!))
            .Concat(Expression.Matches(File.ReadAllText(Path.Combine(folder, "alerts.md"))).Select(match => match.Groups[1].Value));

        return expressions.SelectMany(expression => Metric.Matches(expression).Select(match => match.Value))
            .Where(name => !name.StartsWith("probe_", StringComparison.Ordinal)).Distinct();
    }

    [GeneratedRegex(@"^([a-z][a-z0-9_]*)(?:\{| )", RegexOptions.Multiline)]
    static partial Regex Sample { get; }

    [GeneratedRegex(@"[{,]([a-z_][a-z0-9_]*)=""")]
    static partial Regex Label { get; }

    // A name of ours or of .NET's, not a function of PromQL and no label.
    [GeneratedRegex(@"\b(?:rpc_server|bits|http_server|db_client_connection|dotnet|probe)_[a-z_]*(?:_count|_bucket|_total|_bytes|_requests|_success)\b")]
    static partial Regex Metric { get; }

    [GeneratedRegex(@"\| `([^`]+)` \|")]
    static partial Regex Expression { get; }
}
