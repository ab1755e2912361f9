using System.CommandLine;
using System.CommandLine.Parsing;
using Bits.EmbeddedPostgres;
using Bits.Load.Database;
using Bits.Load.Fanout;
using Bits.Load.Faults;
using Bits.Load.Feed;
using Bits.Load.Jobs;
using Bits.Load.Matching;
using Bits.Load.Membership;
using Bits.Load.Photos;
using Bits.Load.Recommend;
using Bits.Load.Reporting;
using Bits.Load.People;
using Bits.Load.Rpc;
using Bits.Load.Search;
using Bits.Load.Secrecy;
using Bits.Load.Web;

namespace Bits.Load;

/// <summary>The command line: each scenario is a command.</summary>
static class LoadCommand
{
    static readonly IScenario[] Scenarios =
    [
        new JobsScenario(), new JobsFlatScenario(), new JobsFairnessScenario(), new MembershipScenario(), new RpcScenario(),
        new FaultsScenario(), new FanoutScenario(), new FeedScenario(), new WebScenario(), new SecrecyScenario(), new MatchingScenario(), new DirectoryScenario(), new RelevanceScenario(), new NamesScenario(), new SearchScenario(),
        new PhotosScenario(),
        new RecommendScenario(), new RecommendScaleScenario(), new RecommendPeopleScenario(),
    ];

    public static RootCommand Create()
    {
        var scale = new Option<Scale>("--scale")
        {
            Recursive = true,
            HelpName = "small|full",
            CustomParser = ParseScale,
            DefaultValueFactory = _ => Scale.Full,
            Description = "small: a smoke run of seconds; full: the scale that figures are quoted at. Default full.",
        };
        var database = new Option<string?>("--database")
        {
            Recursive = true,
            HelpName = "url",
            Description = "A server to measure on, postgres://… or Host=…; schemas are made there and dropped again. "
                + "Default: a private, durable server that is deleted afterwards.",
        };

        var root = new RootCommand("Measures the platform. The last line of standard output is one JSON object.")
        {
            scale, database,
        };
        foreach (var scenario in Scenarios)
            root.Add(Create(scenario, scale, database));
        root.Add(CreatePhotoReader());

        return root;
    }

    // The process that the scenario of photos starts.
    static Command CreatePhotoReader()
    {
        var folder = new Argument<string>("folder");
        var command = new Command(PhotoReading.Command) { folder };
        command.Hidden = true;
        command.SetAction(async (parsed, ct) =>
        {
            await PhotoReading.ReadAsync(parsed.GetValue(folder)!, ct);
            return ExitCodes.Measured;
        });
        return command;
    }

    static Scale ParseScale(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "small":
                return Scale.Small;
            case "full":
                return Scale.Full;
            default:
                result.AddError("--scale: give small or full.");
                return default;
        }
    }

    static Command Create(IScenario scenario, Option<Scale> scale, Option<string?> database)
    {
        var command = new Command(scenario.Name, scenario.Description);
        foreach (var option in scenario.Options)
            command.Add(option);
        foreach (var argument in scenario.Arguments)
            command.Add(argument);

        command.SetAction(async (parsed, ct) =>
        {
            await using var server = await OpenAsync(parsed.GetValue(database), ct);
            await RunAsync(scenario, server, parsed.GetValue(scale), parsed, ct);
            return ExitCodes.Measured;
        });
        return command;
    }

    static async Task<LoadDatabase> OpenAsync(string? given, CancellationToken ct)
    {
        try
        {
            return await LoadDatabase.OpenAsync(given, ct);
        }
        catch (PostgresUnavailableException e) when (given is not null)
        {
            throw new UsageException($"--database: {e.Message}");
        }
    }

    static async Task RunAsync(
        IScenario scenario, LoadDatabase server, Scale scale, ParseResult parsed, CancellationToken ct)
    {
        var report = new Report();
        report.Table(
            $"{scenario.Name}, scale {scale.ToString().ToLowerInvariant()}", ["machine", ""],
            await MachineHead.ReadAsync(server, ct));

        var figures = await scenario.RunAsync(new(scale, server, report, parsed), ct);
        Console.WriteLine(figures.ToJson());
    }
}
