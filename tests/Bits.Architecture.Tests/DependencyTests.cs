using System.Reflection;
using Bits.EmbeddedPostgres;
using Bits.Jobs;
using Bits.Matching;
using Bits.Membership;
using Bits.Platform;
using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.People;
using Bits.Platform.Features.Posts;
using Bits.Platform.Features.SigningIn;
using Bits.Recommender;
using Bits.Search;

namespace Bits.Architecture.Tests;

/// <summary>The walls of the house.</summary>
public sealed class DependencyTests
{
    const string Features = "Bits.Platform.Features.";

    // What other features may ask for: each feature's one public face.
    static readonly Type[] Facades =
    [
        typeof(Notifier), typeof(ChapterDirectory), typeof(ScopePosts), typeof(PostImport), typeof(Blocks), typeof(Verifications), typeof(PeopleSeen), typeof(SignInMail),
    ];

    [Theory]
    [InlineData("Bits.Membership", "")]
    [InlineData("Bits.Jobs", "")]
    [InlineData("Bits.Jobs.Testing", "Bits.Jobs")]
    [InlineData("Bits.Recommender", "")]
    [InlineData("Bits.Search", "")]
    [InlineData("Bits.Matching", "")]
    [InlineData("Bits.EmbeddedPostgres", "")]
    [InlineData("Bits.Platform", "Bits.Jobs Bits.Matching Bits.Membership Bits.Recommender Bits.Search")]
    [InlineData("Bits.Pages", "Bits.Membership Bits.Platform")]
    [InlineData("Bits.Console", "Bits.Jobs Bits.Membership Bits.Pages Bits.Platform Bits.Search")]
    [InlineData("Bits.Web", "Bits.Membership Bits.Pages Bits.Platform Bits.Search")]
    [InlineData("Bits.Backend", "Bits.Console Bits.EmbeddedPostgres Bits.Jobs Bits.Membership Bits.Pages Bits.Platform Bits.Search Bits.Web")]
    [InlineData("adminctl", "Bits.Client Bits.EmbeddedPostgres Bits.Jobs Bits.Membership Bits.Platform Bits.Search")]
    public void A_project_references_only_what_the_map_allows(string project, string allowed)
    {
        var references = House(Assembly.Load(project));

        Assert.Empty(references.Except(allowed.Split(' ')));
    }

    [Theory]
    [InlineData(typeof(Memberships))]
    [InlineData(typeof(JobQueue))]
    [InlineData(typeof(Indexer))]
    [InlineData(typeof(MatchingProblem))]
    [InlineData(typeof(RecommenderTrainer))]
    [InlineData(typeof(PostgresServer))]
    public void A_library_for_strangers_needs_npgsql_and_microsoft_extensions_alone(Type inside)
    {
        var others = inside.Assembly.GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                && !(name == "Cronos" && inside == typeof(JobQueue))
                && name is not ("Npgsql" or "netstandard" or "Microsoft.Win32.Primitives"));

        Assert.Empty(others);
    }

    [Theory]
    [InlineData(typeof(Bits.Jobs.InvalidArgumentException))]
    [InlineData(typeof(Bits.Recommender.InvalidArgumentException))]
    [InlineData(typeof(Bits.Search.InvalidArgumentException))]
    [InlineData(typeof(Bits.Matching.InvalidArgumentException))]
    public void Each_pillar_refuses_arguments_in_the_same_shape(Type refusal) =>
        Assert.Equal(Shape(typeof(Bits.Membership.InvalidArgumentException)), Shape(refusal));

    static string[] Shape(Type type) =>
    [
        $"{type.Name} : {type.BaseType}",
        .. type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(member => $"{member}").Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void No_message_of_an_exception_is_parsed() => Assert.Empty(
        from file in Directory.EnumerateFiles(
            Path.Combine(ProgramProcess.Repository, "src"), "*.cs", SearchOption.AllDirectories)
        from line in File.ReadLines(file)
        where line.Contains(".Message.Split(", StringComparison.Ordinal) || line.Contains("(Parameter", StringComparison.Ordinal)
        select $"{Path.GetFileName(file)}: {line}");

    [Fact]
    public void The_application_knows_no_http_server() => Assert.DoesNotContain(
        typeof(PlatformSchema).Assembly.GetReferencedAssemblies(),
        name => name.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void A_feature_asks_another_feature_only_by_its_face()
    {
        var trespasses =
            from type in typeof(PostToGroup).Assembly.GetTypes()
            where Feature(type) is not null
            from used in type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .SelectMany(c => c.GetParameters()).Select(p => p.ParameterType)
            where Feature(used) is { } other && other != Feature(type) && !Facades.Contains(used)
            select $"{type} -> {used}";

        Assert.Empty(trespasses);
    }

    static IEnumerable<string> House(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(n => n.Name!).Where(n => n.StartsWith("Bits.", StringComparison.Ordinal));

    static string? Feature(Type type) =>
        type.Namespace is { } space && space.StartsWith(Features, StringComparison.Ordinal)
            ? space[Features.Length..].Split('.')[0]
            : null;
}
