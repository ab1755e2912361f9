using System.Data;
using Bits.Platform.Audit;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.People;

/// <summary>Everything that is kept about a person.</summary>
/// <param name="UserId">Who.</param>
/// <param name="At">As of when.</param>
/// <param name="Parts">What each part keeps, by its name.</param>
public sealed record PersonalExport(Guid UserId, DateTimeOffset At, IReadOnlyDictionary<string, object?> Parts);

/// <summary>Hands out everything that is kept about a person, as of one moment. That it was handed out is audited.</summary>
public sealed class PersonExport(SystemPipeline pipeline, IEnumerable<IPersonalData> parts, TimeProvider time)
{
    /// <summary>As the audit log names it.</summary>
    public const string Action = "accounts.export_person";

    readonly IReadOnlyList<IPersonalData> _parts = [.. parts];

    /// <summary>Exports by the hand of who is logged in at this machine.</summary>
    /// <inheritdoc cref="RunAsync(Guid, SystemTask, CancellationToken)"/>
    public Task<PersonalExport> RunAsync(Guid userId, CancellationToken ct) =>
        RunAsync(userId, SystemTask.OfOperator(Action, AuditClass.Security), ct);

    /// <summary>Exports a person.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="task">By whose hand; its action is <see cref="Action"/>.</param>
    /// <param name="ct">Stops the queries.</param>
    public Task<PersonalExport> RunAsync(Guid userId, SystemTask task, CancellationToken ct) => pipeline.RunAsync(
        task with { Isolation = IsolationLevel.RepeatableRead },
        async call =>
        {
            var kept = new Dictionary<string, object?>();
            foreach (var part in _parts)
                kept[part.Part] = await part.ExportAsync(call.Db, userId, ct);

            call.Audit.Target("user", userId);
            return new PersonalExport(userId, time.GetUtcNow(), kept);
        }, ct);
}
