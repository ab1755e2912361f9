using System.Text.Json;
using Bits.Console.Hosting;
using Bits.Jobs;
using Bits.Pages.Hosting;

namespace Bits.Console.Features.Operations;

/// <summary>Shows one job: its state, the reasons, and each attempt.</summary>
sealed class JobScreen(ConsoleDatabase database) : IScreen
{
    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var id = call.Number("id") ?? throw ScreenCall.NotThere($"{call.Route("id")} is not a job id.");
        var job = await _jobs.FindAsync(id, ct)
            ?? throw ScreenCall.NotThere($"There is no job {id}. Succeeded jobs are deleted after a while.");

        return View.Of<JobView, JobModel>($"Job {id}", new(job, await ReasonsAsync(job, call.User, ct)));
    }

    // Why a job is dead is the text of its failure.
    async Task<IReadOnlyList<string>> ReasonsAsync(JobDetail job, PageUser user, CancellationToken ct) =>
        job.Job.State == JobState.Dead && !user.SeesTexts
            ? ["It is dead. Operators see why, and can retry it."]
            : (await _jobs.ExplainAsync(job.Job.Id, ct))?.Reasons ?? [];
}

/// <summary>The model of the job page.</summary>
/// <param name="Detail">The job.</param>
/// <param name="Reasons">The reasons why it does not run, or what it does instead.</param>
public sealed record JobModel(JobDetail Detail, IReadOnlyList<string> Reasons)
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gets the workflow of the job; null without one.</summary>
    public WorkflowMap? Workflow => Detail.Workflow.FirstOrDefault(step => step.JobId == Detail.Job.Id) is { } own
        ? new(own, Detail.Workflow)
        : null;

    /// <summary>Gets the arguments, formatted.</summary>
    public string Payload => Readable(Detail.Payload);

    /// <summary>Gets the result, formatted; null without one.</summary>
    public string? Result => Detail.Result is { } result ? Readable(result) : null;

    /// <summary>Gets the trace of the enqueueing call; null without one.</summary>
    public string? TraceId => Detail.TraceParent?.Split('-') is [_, var trace, ..] ? trace : null;

    static string Readable(string json) => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json), Indented);
}
