using System.Data;
using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Telemetry;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Something that the platform does without a caller: a job, or an operator's command.</summary>
/// <param name="Action">What, for the audit log.</param>
/// <param name="Actor">Who is behind it.</param>
/// <param name="Origin">Origin of the task, for the audit log.</param>
public sealed record SystemTask(AuditAction Action, Actor Actor, RequestOrigin Origin)
{
    /// <summary>How its transaction is kept apart from others; default: read committed.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>The attempt at a job.</summary>
    public static SystemTask Of<TArgs>(Job<TArgs> job, AuditClass kept = AuditClass.Access) where TArgs : IJobArgs => new(
        new(TArgs.Kind, kept), Actor.System(TArgs.Kind),
        new(RequestOrigin.Job, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"job-{job.Id}-{job.Attempt}")));

    /// <summary>A command of the login at this machine.</summary>
    /// <param name="action">What, such as <c>people.import</c>.</param>
    /// <param name="kept">How long its event is kept.</param>
    public static SystemTask OfOperator(string action, AuditClass kept = AuditClass.Admin) => new(
        new(action, kept), Actor.Operator(Environment.UserName), RequestOrigin.Of(RequestOrigin.Adminctl));
}

/// <summary>What such a task knows.</summary>
/// <param name="Db">The connection, with the transaction that the pipeline commits.</param>
/// <param name="Audit">What the task says about itself for its audit event.</param>
public sealed record SystemCall(NpgsqlConnection Db, AuditTrail Audit);

/// <summary>The way to a feature for jobs and operators' commands: telemetry, transaction with the actor set, audit in
/// it, commit. The counterpart of <see cref="RpcPipeline"/>, which callers come by.</summary>
public sealed class SystemPipeline(NpgsqlDataSource dataSource)
{
    /// <summary>Does something in one transaction, all of it or nothing. The work is repeated, at most three times, where
    /// Postgres asks for it.</summary>
    /// <param name="task">What and who.</param>
    /// <param name="work">Does it.</param>
    /// <param name="ct">Stops it before the commit.</param>
    /// <param name="dryRun">Whether to undo everything, the audit event too.</param>
    public async Task<T> RunAsync<T>(
        SystemTask task, Func<SystemCall, Task<T>> work, CancellationToken ct, bool dryRun = false)
    {
        using var span = RpcTelemetry.Start(task.Action.Name);
        var result = await SerializationRetry.RunAsync(() => AttemptAsync(task, work, dryRun, ct));
        span.Succeeded();
        return result;
    }

    async Task<T> AttemptAsync<T>(SystemTask task, Func<SystemCall, Task<T>> work, bool dryRun, CancellationToken ct)
    {
        const string sql = "select set_config('bits.actor_id', '', true), set_config('bits.request_id', $1, true)";
        await using var db = await dataSource.OpenConnectionAsync(ct);
        await using var tx = await db.BeginTransactionAsync(task.Isolation, ct);
        await db.ExecuteAsync(sql, [task.Origin.RequestId], ct);
        var call = new SystemCall(db, new());

        var result = await work(call);
        if (dryRun)
            return result;

        ct.ThrowIfCancellationRequested();
        var e = call.Audit.IsEmpty
            ? null
            : new AuditEvent(
                task.Action, AuditOutcome.Success, task.Actor, task.Origin, Scope: null, Rule: null, IdempotencyKey: null, call.Audit);
        await RpcCommit.CommitAsync(db, e, answer: null);
        return result;
    }
}
