using System.Text.Json;
using Bits.Console.Hosting;
using Bits.Jobs;

namespace Bits.Console.Screens.Jobs;

/// <summary>One job: where it stands and why, and each of its attempts.</summary>
sealed class JobScreen(ConsoleDatabase database) : IScreen
{
    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var id = call.Number("id") ?? throw ScreenCall.NotThere($"{call.Route("id")} is no number of a job.");
        var job = await _jobs.FindAsync(id, ct)
            ?? throw ScreenCall.NotThere($"There is no job {id}; if it succeeded, it may be forgotten by now.");

        return View.Of<JobView, JobModel>($"Job {id}", new(job, await ReasonsAsync(job, call.Visitor, ct)));
    }

    // Why a job is dead is what its failure said.
    async Task<IReadOnlyList<string>> ReasonsAsync(JobDetail job, Visitor visitor, CancellationToken ct) =>
        job.Job.State == JobState.Dead && !visitor.SeesTexts
            ? ["It is dead. Operators see why, and can retry it."]
            : (await _jobs.ExplainAsync(job.Job.Id, ct))?.Reasons ?? [];
}

/// <summary>What the page of a job shows.</summary>
/// <param name="Detail">The job.</param>
/// <param name="Reasons">Why it does not run, or what it does instead.</param>
public sealed record JobModel(JobDetail Detail, IReadOnlyList<string> Reasons)
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The workflow that it is a step of; null where it is none's.</summary>
    public WorkflowMap? Workflow => Detail.Workflow.FirstOrDefault(step => step.JobId == Detail.Job.Id) is { } own
        ? new(own, Detail.Workflow)
        : null;

    /// <summary>What it is about, for reading.</summary>
    public string Payload => Readable(Detail.Payload);

    /// <summary>What came out, for reading; null where nothing was kept.</summary>
    public string? Result => Detail.Result is { } result ? Readable(result) : null;

    /// <summary>The trace that it was enqueued in; null where there was none.</summary>
    public string? TraceId => Detail.TraceParent?.Split('-') is [_, var trace, ..] ? trace : null;

    static string Readable(string json) => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json), Indented);
}
