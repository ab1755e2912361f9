using System.Data;
using Bits.Platform.Audit;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.People;

/// <summary>All data about a person.</summary>
/// <param name="UserId">The user.</param>
/// <param name="At">The time of the export.</param>
/// <param name="Parts">The data of each part, by its name.</param>
public sealed record PersonalExport(Guid UserId, DateTimeOffset At, IReadOnlyDictionary<string, object?> Parts);

/// <summary>Exports all data about a person in one snapshot. Audits the export.</summary>
public sealed class PersonExport(SystemPipeline pipeline, IEnumerable<IPersonalData> parts, TimeProvider time)
{
    /// <summary>The action in the audit log.</summary>
    public const string Action = "accounts.export_person";

    readonly IReadOnlyList<IPersonalData> _parts = [.. parts];

    /// <summary>Exports as the login of this machine.</summary>
    /// <inheritdoc cref="RunAsync(Guid, SystemTask, CancellationToken)"/>
    public Task<PersonalExport> RunAsync(Guid userId, CancellationToken ct) =>
        RunAsync(userId, SystemTask.OfOperator(Action, AuditClass.Security), ct);

    /// <summary>Exports a person.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="task">The acting task; its action is <see cref="Action"/>.</param>
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
