using System.Text.RegularExpressions;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Telemetry;
using Bits.Search;

namespace Bits.Architecture.Tests;

/// <summary>What the documentation lists is what the code has.</summary>
public sealed partial class DocumentationTests
{
    static string Names { get; } = Read("docs/reference/names.md");

    [Fact]
    public void Every_name_that_the_outside_sees_is_listed()
    {
        string[] names =
        [
            .. Surfaces.All,
            .. typeof(ScopeTypes).GetFields().Select(f => (string)f.GetRawConstantValue()!),
            .. Enum.GetValues<MemberRole>().Select(role => role.ToText()),
            JobsTelemetry.RunDuration, JobsTelemetry.Rescued, JobsTelemetry.UnknownKind, JobsTelemetry.SourceName,
            RpcTelemetry.CallDuration, RpcTelemetry.SourceName,
            SearchTelemetry.Reads, SearchTelemetry.FetchDuration, SearchTelemetry.Changes, SearchTelemetry.SourceName,
            SearchTelemetry.LiveDocuments, SearchTelemetry.LiveBytes, SearchTelemetry.LiveLag, SearchTelemetry.LiveFailures,
            SearchTelemetry.Duration, SearchTelemetry.Dropped,
            AuditTelemetry.SourceName, AuditTelemetry.BrokenSeals, AuditTelemetry.Denials, AuditTelemetry.LostDenials,
        ];

        Assert.All(names, name => Assert.Contains($"`{name}`", Names, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kind_of_job_is_listed()
    {
        var kinds = typeof(Authorizer).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IJobArgs)))
            .Select(type => (string)type.GetProperty("Kind")!.GetValue(null)!);

        Assert.All(kinds, kind => Assert.Contains($"| `{kind}` |", Names, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reason_of_a_fault_is_listed_and_no_other()
    {
        var thrown = Sources("src/Bits.Platform").Concat(Sources("src/Bits.Backend"))
            .SelectMany(source => Reason.Matches(source).Select(match => match.Groups[1].Value))
            .Concat([.. DecisionRules.Refusing, "group_not_found", "mentorship_programme_not_found", "rate_limited", "address_rate_limited", "too_many_at_once"]); // made by the rules, the gate, the limits
        var listed = ReasonRow.Matches(Read("docs/reference/errors.md")).Select(match => match.Groups[1].Value);

        Assert.Equal(thrown.Distinct().Order(), listed.Distinct().Order());
    }

    [Fact]
    public void Every_setting_of_the_worker_and_of_notifications_is_listed()
    {
        var page = Read("docs/reference/configuration.md");

        foreach (var option in typeof(JobWorkerOptions).GetProperties().Where(p => p.Name is not (nameof(JobWorkerOptions.Retry) or nameof(JobWorkerOptions.Queues))))
            Assert.Contains($"`Jobs:{option.Name}`", page, StringComparison.Ordinal);
        foreach (var option in typeof(LiveIndexOptions).GetProperties())
            Assert.Contains($"`Search:LiveIndex:{option.Name}`", page, StringComparison.Ordinal);
        foreach (var option in typeof(Platform.Features.Notifications.Channels.WhatsApp.WhatsAppOptions).GetProperties().Where(p => p.CanWrite))
            Assert.Contains($"`Notifications:WhatsApp:{option.Name}`", page, StringComparison.Ordinal);
        foreach (var option in typeof(Platform.Features.Notifications.Channels.Push.PushOptions).GetProperties().Where(p => p.Name != "Enabled"))
            Assert.Contains($"`Notifications:Push:{option.Name}", page, StringComparison.Ordinal);
        foreach (var option in typeof(Platform.Mail.MailOptions).GetProperties().Where(p => p.CanWrite))
            Assert.Contains($"`Mail:{option.Name}`", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_in_guides_and_package_pages_is_code_of_the_samples()
    {
        var samples = string.Concat(Directory.EnumerateFiles(Path.Combine(ProgramProcess.Repository, "samples"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        string[] pages =
        [
            "docs/guides/with-ef-core.md", "docs/guides/with-dapper.md", "docs/guides/coming-from-hangfire.md",
            .. Directory.EnumerateFiles(Path.Combine(ProgramProcess.Repository, "docs", "guides", "jobs"), "*.md"),
            "docs/guides/search-index.md", "docs/guides/search-query.md", "docs/guides/search-permissions.md",
            "docs/guides/search-words.md", "docs/guides/search-operating.md",
            "docs/guides/membership-check.md", "docs/guides/membership-audiences.md", "docs/guides/membership-history.md",
            "docs/guides/membership-import.md",
            "src/Bits.Membership/README.md", "src/Bits.Search/README.md", "src/Bits.Matching/README.md",
            "src/Bits.Jobs/README.md", // its first block runs in PackageTests
        ];

        foreach (var page in pages)
            Assert.All(
                CSharp.Matches(Read(page)).Skip(page == "src/Bits.Jobs/README.md" ? 1 : 0),
                block => Assert.Contains(block.Groups[1].Value, samples, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Retry")]
    [InlineData("Unique")]
    [InlineData("Expiry")]
    [InlineData("Batches")]
    [InlineData("Periodic")]
    [InlineData("Operators")]
    [InlineData("Middleware")]
    public void The_page_of_the_jobs_shows_code(string section) =>
        Assert.Matches($"""(?m)^## {section}\b[^#]*^```csharp$""", Read("src/Bits.Jobs/README.md"));

    [Fact]
    public void The_first_example_of_the_jobs_is_short() =>
        Assert.InRange(CSharp.Match(Read("src/Bits.Jobs/README.md")).Groups[1].Value.Count(c => c == '\n'), 10, 30);

    [Fact]
    public void Every_test_and_file_that_the_security_page_names_is_there()
    {
        var page = Read("docs/security.md");
        var files = Directory.EnumerateFiles(ProgramProcess.Repository, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/artifacts/", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileName(file)!);
        var named = Evidence.Matches(page).ToList();

        Assert.True(named.Count > 60, $"{named.Count}");
        foreach (var (type, member) in named.Select(match => (match.Groups[1].Value, match.Groups[2].Value)))
        {
            Assert.True(files.Contains($"{type}.cs"), $"{type}.cs");
            if (member != "cs")
                Assert.Contains(files[$"{type}.cs"], file => File.ReadAllText(file).Contains($" {member}(", StringComparison.Ordinal));
        }
    }

    static string Read(string file) => File.ReadAllText(Path.Combine(ProgramProcess.Repository, file));

    static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(ProgramProcess.Repository, folder), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

    // new FaultException(FaultCode.X, "reason", …) and FaultException.X("reason", …)
    [GeneratedRegex(@"(?:FaultCode\.\w+,|FaultException\.(?:PermissionDenied|NotFound|AlreadyExists|FailedPrecondition|ResourceExhausted)\()\s*""([a-z_]+)""")]
    static partial Regex Reason { get; }

    // `SomeTests.Some_test` and `Some.cs`
    [GeneratedRegex("`([A-Z][A-Za-z]+)\\.(cs|[A-Z][A-Za-z_]+)`")]
    static partial Regex Evidence { get; }

    [GeneratedRegex("""\| `([a-z_]+)` \|""")]
    static partial Regex ReasonRow { get; }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    static partial Regex CSharp { get; }
}
