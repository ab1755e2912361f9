using System.CommandLine;
using System.Globalization;
using Bits.Platform.Features.Recommending;
using Bits.Platform.Features.Recommending.Running;
using Bits.Platform.Rpc;

namespace Adminctl.Recommending;

/// <summary><c>adminctl recommender run | explain | evaluate</c></summary>
static class RecommenderCommands
{
    const int MaxShown = 40;

    static readonly SystemTask Starting = SystemTask.OfOperator("recommendations.start");
    static readonly SystemTask Explaining = SystemTask.OfOperator("recommendations.explain");

    public static Command Create() => new("recommender", "Run, explain and evaluate recommendations.")
    {
        Run(), Explain(), Evaluate(),
    };

    static Command Run()
    {
        var refresh = new Option<bool>("--refresh") { Description = "Add the signals since the last training, as each hour; default: train, as each night." };
        var command = new Command("run", "Start a run. A worker of the backend does it.") { refresh };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(refresh) ? RecommenderRunKind.Refresh : RecommenderRunKind.Train, ct));
        return command;
    }

    static async Task<int> RunAsync(RecommenderRunKind kind, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var job = await session.Get<SystemPipeline>().RunAsync(
            Starting, async call =>
            {
                var id = await session.Get<RecommenderRuns>().StartAsync(call.Db, kind, ct);
                call.Audit.Target("job", id);
                return id;
            }, ct);

        Console.WriteLine($"job {job}");
        return ExitCodes.Done;
    }

    static Command Explain()
    {
        var (user, json) = (CommandOptions.User(), CommandOptions.Json());
        var kind = new Option<string>("--kind") { HelpName = "KIND", DefaultValueFactory = _ => "groups", Description = "groups, posts or people. Default groups." };
        var command = new Command("explain", "List the recommendations of a user, with the parts of each score.") { user, kind, json };
        command.SetAction((parsed, ct) => ExplainAsync(parsed.GetRequiredValue(user), parsed.GetRequiredValue(kind), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ExplainAsync(string login, string kind, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var recommendations = session.Get<Recommendations>();
        if (!recommendations.KindNames.Contains(kind))
            throw new CommandException($"'{kind}' is not recommended. Use one of {string.Join(", ", recommendations.KindNames)}.");

        var account = await ActingPrincipal.FindAccountAsync(session, login, ct);
        var found = await session.Get<SystemPipeline>().RunAsync(
            Explaining, call =>
            {
                call.Audit.Target("user", account.Id).LookedFor(kind);
                return recommendations.InspectAsync(call.Db, account.Id, kind, MaxShown, ct);
            }, ct) ?? throw new CommandException($"{account.Name} has switched recommendations off.");

        if (json)
            AdminOutput.Json(found);
        else
            AdminOutput.Table(
                ["document", "title", "score", "popularity", "contributions", "reason"],
                found.Select(one => (string[])
                [
                    one.Candidate.EntityId, one.Candidate.Title, Number(one.Candidate.Score), Number(one.Candidate.Popularity),
                    string.Join(", ", one.Candidate.Reasons.Select(reason => $"{reason.Title ?? reason.Name} {Number(reason.Contribution)}")), one.Reason,
                ]));
        return ExitCodes.Done;
    }

    static Command Evaluate()
    {
        var days = NumberOption.Whole("--days", "The number of days to predict", 7, least: 1, most: 365);
        var json = CommandOptions.Json();
        var command = new Command(
            "evaluate", "Train on all but the last days, predict those, and print nDCG@10 beside that of popularity. Stores nothing.") { days, json };
        command.SetAction((parsed, ct) => EvaluateAsync(parsed.GetValue(days), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> EvaluateAsync(int days, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var result = await session.Get<RecommenderEvaluation>().RunAsync(days, ct);

        if (json)
            AdminOutput.Json(result);
        else
            AdminOutput.Table(
                ["signals", "users", "nDCG@10", "of popularity", "coverage"],
                [[$"{result.Signals}", $"{result.Users}", Number(result.Ndcg), Number(result.PopularityNdcg), Number(result.Coverage)]]);
        return ExitCodes.Done;
    }

    static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
