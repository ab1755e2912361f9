using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Runs;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows a run: progress, result and proof, fairness, and its pairs beside those of now or of another run.</summary>
sealed class RunScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    const int PageSize = 20;
    const int MaxOthers = 50;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.CoordinateAsync(call, ct);
        var id = programme.Programme.ProgrammeId;
        if (!Guid.TryParse(call.Route("run"), out var runId))
            throw ScreenCall.NotThere("There is no such run.");

        Guid? with = Guid.TryParse(call.Text("with"), out var other) && other != runId ? other : null;
        var run = await calls.InvokeAsync<GetRun.Response>("mentorship.v1/GetRun", new GetRun.Request(id, runId, with), call.User, ct);
        var isFinished = run.Run.State != RunState.Scoring;
        var onlyChanged = call.Text("show") == "changed";
        return View.Of<RunView, RunModel>($"{run.Run.Kind.Title()} of {programme.Programme.Name}", new(programme, run)
        {
            With = with,
            OnlyChanged = onlyChanged,
            Others = [.. (await ListAsync(call, id, ct)).Where(one => one.RunId != runId && one.State != RunState.Scoring)],
            Pairs = isFinished
                ? await calls.InvokeAsync<ListRunPairs.Response>(
                    "mentorship.v1/ListRunPairs", new ListRunPairs.Request(id, runId, onlyChanged, PageSize, call.Text("after")), call.User, ct)
                : null,
            Verdict = isFinished && call.Text("verify") is not null ? await VerifyAsync(call, id, runId, ct) : null,
        });
    }

    async Task<IReadOnlyList<MatchingRun>> ListAsync(ScreenCall call, Guid id, CancellationToken ct) =>
        (await calls.InvokeAsync<ListRuns.Response>("mentorship.v1/ListRuns", new ListRuns.Request(id, MaxOthers), call.User, ct)).Runs;

    async Task<RunVerdict> VerifyAsync(ScreenCall call, Guid id, Guid runId, CancellationToken ct) =>
        (await calls.InvokeAsync<VerifyRun.Response>("mentorship.v1/VerifyRun", new VerifyRun.Request(id, runId), call.User, ct)).Verdict;
}

/// <summary>The model of a run.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Found">The run, how it differs, and how groups fare in it.</param>
public sealed record RunModel(GetProgramme.Response Programme, GetRun.Response Found)
{
    /// <summary>Gets the run to compare with; null for the pairs of now.</summary>
    public Guid? With { get; init; }

    /// <summary>Gets whether only mentees with another mentor than now are shown.</summary>
    public bool OnlyChanged { get; init; }

    /// <summary>Gets the other finished runs.</summary>
    public IReadOnlyList<MatchingRun> Others { get; init; } = [];

    /// <summary>Gets a page of its pairs; null until it has finished.</summary>
    public ListRunPairs.Response? Pairs { get; init; }

    /// <summary>Gets what the check has found; null without one.</summary>
    public RunVerdict? Verdict { get; init; }
}
