using System.Net;
using System.Net.Sockets;

namespace Bits.Backend.Tests.Startup;

/// <summary>The one command, on a private PostgreSQL of its own.</summary>
[Slow]
public sealed class StartTests : IAsyncLifetime
{
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"bits-start-{Guid.CreateVersion7():N}");
    readonly string _keyFile = BackendProcess.KeyFile();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    const string AuditKey = "Audit__Keys__1=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    string Root => Path.Combine(_folder, "pg");

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                _folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute); // the server's own user passes through
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await PrivateCluster.UntilStoppedAsync(Root);
        Directory.Delete(_folder, recursive: true);
        File.Delete(_keyFile);
    }

    [Fact]
    public async Task A_fresh_start_is_ready_and_says_where_to_go()
    {
        await using var backend = await StartAsync();

        foreach (var label in new[] { "App", "API explorer", "Database", "psql", "Data folder", "A token", "Demo data", "Stop" })
            await backend.Process.LineAsync($"│  {label}", Ct);
        Assert.Contains(Root, backend.Process.Output, StringComparison.Ordinal);
        Assert.Equal("Healthy", await HealthAsync(backend));

        var psql = (await backend.Process.LineAsync("│  psql", Ct))["│  psql".Length..].Trim();
        await using var shell = ProgramProcess.Start("bash", ["-c", $"{psql} -Atc 'select count(*) from accounts_user'"], new Dictionary<string, string?>());
        Assert.Equal(0, await shell.ExitAsync(Ct));
        Assert.Equal("0", shell.Output.Trim());
    }

    [Fact]
    public async Task A_value_follows_its_name_behind_a_blank_too_and_blanks_around_addresses_mean_nothing()
    {
        await using var backend = await StartAsync("--urls", " http://127.0.0.1:0 ; http://127.0.0.1:0/", "--demo", "20");

        Assert.Equal("Healthy", await HealthAsync(backend));
        await backend.Process.LineAsync("│  Demo data      asha", Ct);
    }

    [Fact]
    public async Task A_second_start_beside_the_first_shares_the_database_and_harms_nothing()
    {
        await using var first = await StartAsync("--demo=20");
        await using (var second = await StartAsync("--demo=20"))
        {
            Assert.NotEqual(first.Http.BaseAddress, second.Http.BaseAddress);
            Assert.Equal("Healthy", await HealthAsync(second));
            await second.Process.StopAsync(Ct);
        }

        Assert.Equal("Healthy", await HealthAsync(first));
    }

    [Fact]
    public async Task Killed_and_started_again_nothing_that_was_committed_is_lost()
    {
        var slugs = new List<string>();
        Guid asha;
        await using (var backend = await StartAsync("--demo=20"))
        {
            asha = await AshaAsync(backend);
            for (var i = 0; i < 20; i++)
            {
                slugs.Add($"kept-{i}");
                await backend.PostAsync(
                    asha, "groups.v1/CreateGroup", new { slug = slugs[^1], name = $"Kept{i}word", visibility = "public" }, Ct);
            }

            await backend.Process.KillAsync(Ct);
        }

        await using var again = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            var found = await again.GetAsync(asha, $"search.v1/Search?text=Kept{i}word", Ct);
            Assert.Equal(1, found.GetProperty("hits").GetArrayLength());
        }
    }

    [Fact]
    public async Task An_unprivileged_user_can_start_it_too()
    {
        if (!Environment.IsPrivilegedProcess)
            return; // the other tests have shown it

        var home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        await using (var chown = ProgramProcess.Start("chown", ["65534:65534", home], new Dictionary<string, string?>()))
            Assert.Equal(0, await chown.ExitAsync(Ct));

        await using var process = ProgramProcess.Start(
            "setpriv",
            [
                "--reuid=65534", "--regid=65534", "--clear-groups", "--",
                "dotnet", ProgramProcess.Built("Bits.Backend"), "--urls=http://127.0.0.1:0",
            ],
            new Dictionary<string, string?>
            {
                ["HOME"] = home,
                ["BITS_PG_ROOT"] = null,
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
            });
        await process.LineAsync("ready", Ct);
        var data = await process.LineAsync("│  Data folder", Ct);
        await process.StopAsync(Ct);

        Assert.Contains(home, data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ConnectionStrings:Bits", "Auth__Authority=https://id.example.org", "Auth__Audience=bits", AuditKey, "Audit__AnchorFile=/dev/null", "Http__TrustedProxies__0=127.0.0.1")]
    [InlineData("Audit:AnchorFile", "ConnectionStrings__Bits=Host=nowhere", "Auth__Authority=https://id.example.org", "Auth__Audience=bits", AuditKey)]
    [InlineData("Audit:AnchorFile", "ConnectionStrings__Bits=Host=nowhere", "Auth__Authority=https://id.example.org", "Auth__Audience=bits", AuditKey, "Audit__AnchorFile=/no/such/folder/anchor")]
    [InlineData("Audit:Keys", "ConnectionStrings__Bits=Host=nowhere", "Auth__Authority=https://id.example.org", "Auth__Audience=bits")]
    [InlineData("Audit:Keys:1", "ConnectionStrings__Bits=Host=nowhere", "Auth__Authority=https://id.example.org", "Auth__Audience=bits", "Audit__Keys__1=c2hvcnQ=")]
    [InlineData("Http:TrustedProxies", "ConnectionStrings__Bits=Host=nowhere", "Auth__Authority=https://id.example.org", "Auth__Audience=bits", AuditKey, "Audit__AnchorFile=/dev/null")]
    [InlineData("Http:TrustedProxies", "ConnectionStrings__Bits=Host=nowhere", "Auth__Authority=https://id.example.org", "Auth__Audience=bits", AuditKey, "Audit__AnchorFile=/dev/null", "ASPNETCORE_URLS=http://[::1]:5080;http://localhost:5081")]
    [InlineData("Auth:Authority", "ConnectionStrings__Bits=Host=nowhere", "Auth__Authority=http://id.example.org", "Auth__Audience=bits")]
    [InlineData("Auth:ClientId", "Auth__Authority=https://id.example.org", "Auth__Audience=bits", "Auth__ClientId=bits")]
    [InlineData("Auth:ClockTolerance", "Auth__ClockTolerance=01:00:00")]
    [InlineData("Telemetry:OtlpEndpoint", "Telemetry__OtlpEndpoint=collector")]
    [InlineData("Auth:Authority", "ConnectionStrings__Bits=Host=nowhere")]
    [InlineData("Auth:Audience", "ConnectionStrings__Bits=Host=nowhere", "Auth__Authority=https://id.example.org")]
    public async Task Production_refuses_to_start_half_configured_and_names_the_key(string key, params string[] settings)
    {
        await using var process = ProgramProcess.StartBuilt("Bits.Backend", [], Environment_("Production", settings));

        Assert.Equal(1, await process.ExitAsync(Ct));
        Assert.Contains(key, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dmeo", "--dmeo")]
    [InlineData("--demo=many", "--demo=many")]
    [InlineData("demo", "demo")]
    [InlineData("--urls", "--Key=Value")]
    [InlineData("--urls=nonsense", "urls is nonsense")]
    [InlineData("--urls= ; ", "urls is")]
    [InlineData("--urls=http://127.0.0.1:0/app", "urls is http://127.0.0.1:0/app")]
    [InlineData("--dmeo=20", "--dmeo=20")]
    [InlineData("--Jobs:Concurrency", "--Jobs:Concurrency")]
    [InlineData("--urls=http://127.0.0.1:99999", "urls is http://127.0.0.1:99999")]
    [InlineData("--urls=http://192.0.2.1:5099", "Cannot listen on http://192.0.2.1:5099")]
    [InlineData("--urls=https://127.0.0.1:0", "Cannot listen on https://127.0.0.1:0")]
    [InlineData("--Jobs:Concurrency=0", "Concurrency")]
    [InlineData("--Jobs:Lease=soon", "Jobs:Lease")]
    [InlineData("--Jobs:Enabled=maybe", "Jobs:Enabled")]
    [InlineData("--Auth:Authority=http://id.example.org", "Auth:Audience")]
    [InlineData("--Auth:DevelopmentKeyFile=/dev/null", "Auth:DevelopmentKeyFile")]
    public async Task A_wrong_argument_is_named(string argument, string named) => await FailsAsync(argument, named);

    [Fact]
    public async Task An_authority_without_https_is_refused() =>
        await FailsAsync("--Auth:Authority=http://id.example.org", "https://", "Auth__Audience=bits");

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_the_remedy()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await FailsAsync($"--urls=http://{taken.LocalEndpoint}", $"Cannot listen on http://{taken.LocalEndpoint}: Address already in use. Choose another");
    }

    async Task FailsAsync(string argument, string named, params string[] settings)
    {
        await using var process = ProgramProcess.StartBuilt("Bits.Backend", [argument], Environment_("Development", settings));

        Assert.Equal(1, await process.ExitAsync(Ct));
        Assert.Contains(named, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_database_of_another_build_is_refused_with_what_a_reset_deletes_and_a_reset_starts_afresh()
    {
        await using (var backend = await StartAsync("--demo=20"))
        {
            await SqlAsync(backend, "update schema_migration set checksum = 'another' where app = 'groups'");
            await backend.Process.StopAsync(Ct);
        }

        await using (var refused = ProgramProcess.StartBuilt("Bits.Backend", [], Environment_("Development", [])))
        {
            Assert.Equal(1, await refused.ExitAsync(Ct));
            Assert.Contains("./run --reset", refused.Output, StringComparison.Ordinal);
            Assert.Contains("rows of memberships_membership", refused.Output, StringComparison.Ordinal);
        }

        await using var afresh = await StartAsync("--reset");
        Assert.Equal("0", await SqlAsync(afresh, "select count(*) from accounts_user"));
    }

    [Fact]
    public async Task A_database_that_is_not_the_private_one_is_never_reset()
    {
        await using var database = new TestDatabase();
        await database.InitializeAsync();

        await using var process = ProgramProcess.StartBuilt(
            "Bits.Backend", ["--reset"], Environment_("Development", [$"BITS_DATABASE_URL={database.ConnectionString}"]));

        Assert.Equal(1, await process.ExitAsync(Ct));
        Assert.Contains("--reset deletes the private development database only", process.Output, StringComparison.Ordinal);
    }

    static async Task<string> SqlAsync(BackendProcess backend, string sql)
    {
        var psql = (await backend.Process.LineAsync("│  psql", Ct))["│  psql".Length..].Trim();
        await using var shell = ProgramProcess.Start("bash", ["-c", $"{psql} -Atc \"{sql}\""], new Dictionary<string, string?>());
        Assert.Equal(0, await shell.ExitAsync(Ct));
        return shell.Output.Trim();
    }

    Task<BackendProcess> StartAsync(params string[] args) => BackendProcess.StartAsync(
        new Dictionary<string, string?> { ["BITS_PG_ROOT"] = Root, ["Auth__DevelopmentKeyFile"] = _keyFile }, args, Ct);

    Dictionary<string, string?> Environment_(string name, string[] settings)
    {
        var environment = BackendProcess.Development(_keyFile);
        environment["ASPNETCORE_ENVIRONMENT"] = environment["DOTNET_ENVIRONMENT"] = name;
        environment["BITS_PG_ROOT"] = Root;
        foreach (var setting in settings)
            environment[setting.Split('=')[0]] = setting.Split('=', 2)[1];

        return environment;
    }

    static async Task<Guid> AshaAsync(BackendProcess backend)
    {
        var psql = (await backend.Process.LineAsync("│  psql", Ct))["│  psql".Length..].Trim();
        await using var shell = ProgramProcess.Start(
            "bash", ["-c", $"{psql} -Atc \"select id from accounts_user where username = 'asha'\""], new Dictionary<string, string?>());
        await shell.ExitAsync(Ct);
        return Guid.Parse(shell.Output.Trim());
    }

    static async Task<string> HealthAsync(BackendProcess backend) =>
        (await backend.Http.GetAsync("/health/ready", Ct)).IsSuccessStatusCode ? "Healthy" : "Unhealthy";
}
