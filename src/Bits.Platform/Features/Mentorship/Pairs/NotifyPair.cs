using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Lists what the two of a pair are told.</summary>
public enum PairNews
{
    /// <summary>A coordinator has approved the match: answer.</summary>
    Approved,

    /// <summary>The deadline of the answer is near.</summary>
    AnswerDue,

    /// <summary>Both have accepted.</summary>
    Accepted,

    /// <summary>It did not come about.</summary>
    Declined,

    /// <summary>The deadline has passed.</summary>
    Expired,

    /// <summary>It is over.</summary>
    Ended,

    /// <summary>How does it go?</summary>
    CheckIn,
}

/// <summary>Tells the two of a pair.</summary>
/// <param name="PairId">The pair.</param>
/// <param name="News">What.</param>
public sealed record NotifyPair(Guid PairId, PairNews News) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "mentorship.notify_pair";
}

/// <summary>Writes the notifications of a pair.</summary>
/// <remarks>Idempotent: each recipient has one notification for each thing that they are told.</remarks>
sealed class NotifyPairHandler(SystemPipeline pipeline, Notifier notifier) : IJobHandler<NotifyPair>
{
    public Task HandleAsync(Job<NotifyPair> job, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.Of(job), call => NotifyAsync(call, job.Args, ct), ct);

    async Task<bool> NotifyAsync(SystemCall call, NotifyPair args, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        if (await MentorshipPair.FindAsync(call.Db, args.PairId, ct) is not { } pair)
            return false;

        foreach (var recipient in Recipients(pair, args.News))
            await notifier.NotifyAsync(call.Db, PairTexts.Of(pair, args.News, recipient), [recipient], ct);
        return true;
    }

    // Who did it needs no news of it; of an approval that was taken back meanwhile there is no news at all.
    static IEnumerable<Guid> Recipients(MentorshipPair pair, PairNews news) => (news switch
    {
        PairNews.Approved when pair.State != PairState.Approved => (Guid?[])[],
        PairNews.AnswerDue when pair.State != PairState.Approved => [],
        PairNews.AnswerDue => [pair.MentorAcceptedAt is null ? pair.Mentor : null, pair.MenteeAcceptedAt is null ? pair.Mentee : null],
        PairNews.CheckIn when pair.State != PairState.Active => [],
        PairNews.Declined or PairNews.Ended => [pair.Mentor != pair.EndedBy ? pair.Mentor : null, pair.Mentee != pair.EndedBy ? pair.Mentee : null],
        PairNews.Approved or PairNews.Accepted or PairNews.Expired or PairNews.CheckIn => [pair.Mentor, pair.Mentee],
    }).OfType<Guid>();
}

/// <summary>Tells the coordinators of a programme that a run has finished.</summary>
/// <param name="RunId">The run.</param>
public sealed record NotifyRun(Guid RunId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "mentorship.notify_run";
}

/// <summary>Tells the coordinators of a programme that the next best mentor of a mentee waits for approval.</summary>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="MenteeId">The mentee.</param>
/// <param name="MentorId">The mentor.</param>
public sealed record NotifyNext(Guid ProgrammeId, Guid MenteeId, Guid MentorId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "mentorship.notify_next";
}

/// <summary>Writes the notifications of coordinators.</summary>
/// <remarks>Idempotent: each coordinator has one notification of each run.</remarks>
sealed class NotifyRunHandler(SystemPipeline pipeline, Notifier notifier, Memberships memberships) : IJobHandler<NotifyRun>
{
    public Task HandleAsync(Job<NotifyRun> job, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.Of(job), async call =>
        {
            call.Audit.If(changed: false);
            if (await MatchingRun.FindAsync(call.Db, job.Args.RunId, ct) is { } run)
                await notifier.NotifyAsync(
                    call.Db, CoordinatorTexts.OfRun(run), await Coordinators.ListAsync(memberships, call.Db, run.ProgrammeId, ct), ct);
            return true;
        }, ct);
}

/// <summary>Writes the notifications of coordinators.</summary>
/// <remarks>Idempotent: each coordinator has one notification of each proposal.</remarks>
sealed class NotifyNextHandler(SystemPipeline pipeline, Notifier notifier, Memberships memberships) : IJobHandler<NotifyNext>
{
    public Task HandleAsync(Job<NotifyNext> job, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.Of(job), async call =>
        {
            call.Audit.If(changed: false);
            await notifier.NotifyAsync(
                call.Db, CoordinatorTexts.OfNext(job.Args), await Coordinators.ListAsync(memberships, call.Db, job.Args.ProgrammeId, ct), ct);
            return true;
        }, ct);
}

static class Coordinators
{
    const int Max = 50;

    public static async Task<IReadOnlyCollection<Guid>> ListAsync(
        Memberships memberships, NpgsqlConnection db, Guid programmeId, CancellationToken ct) =>
    [
        .. (await memberships.ListByScopeAsync(
            db, Scope.MentorshipProgramme(programmeId), new(MemberState.Active, MemberRole.Coordinator), limit: Max, ct: ct))
            .Select(coordinator => coordinator.UserId),
    ];
}
