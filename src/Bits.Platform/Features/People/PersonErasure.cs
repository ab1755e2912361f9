using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.People;

/// <summary>The result of an erasure.</summary>
/// <param name="Rows">The number of deleted or changed rows, by part.</param>
public sealed record ErasureReport(IReadOnlyDictionary<string, long> Rows)
{
    /// <summary>Gets whether there were data to erase.</summary>
    public bool Changed => Rows.Values.Any(rows => rows > 0);
}

/// <summary>Erases a person in every part: the account keeps its id and loses its name, sessions and memberships end,
/// and the person's data and texts are deleted. Texts of others stay; a mention of the person becomes a placeholder.
/// docs/privacy.md says what stays and why.</summary>
public sealed class PersonErasure(SystemPipeline pipeline, IEnumerable<IPersonalData> parts)
{
    static readonly AuditField Rows = new("rows_erased");

    /// <summary>The action in the audit log; a personal part may be missing only after an event with this name.</summary>
    public const string Action = "accounts.erase_person";

    readonly IReadOnlyList<IPersonalData> _parts = [.. parts];

    /// <summary>Erases a person as the login of this machine.</summary>
    /// <inheritdoc cref="RunAsync(Guid, SystemTask, string?, CancellationToken)"/>
    public Task<ErasureReport> RunAsync(Guid userId, CancellationToken ct) =>
        RunAsync(userId, SystemTask.OfOperator(Action, AuditClass.Security), reason: null, ct);

    /// <summary>Erases a person, all or nothing. A second call changes nothing.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="task">The acting task; its action is <see cref="Action"/>.</param>
    /// <param name="reason">The reason; kept in the audit log, without the name of the person.</param>
    /// <param name="ct">Stops the call before the commit.</param>
    /// <exception cref="FaultException">The person is the last owner of a scope; transfer it first.</exception>
    public Task<ErasureReport> RunAsync(Guid userId, SystemTask task, string? reason, CancellationToken ct) =>
        pipeline.RunAsync(task, call => EraseAsync(call, userId, reason, ct), ct);

    async Task<ErasureReport> EraseAsync(SystemCall call, Guid userId, string? reason, CancellationToken ct)
    {
        // Who keeps the account meanwhile, such as for an approved claim, has committed by now or finds it erased.
        await AccountDirectory.LockAsync(call.Db, userId, ct);

        // Every part checks before the first one erases.
        var person = ErasedPerson.Of(userId, await IdentifiersAsync(call.Db, userId, ct));
        var rows = new Dictionary<string, long>();
        foreach (var part in _parts)
            rows[part.Part] = await part.EraseAsync(call.Db, person, ct);

        var report = new ErasureReport(rows);
        if (reason is not null)
            call.Audit.Because(await person.RedactAsync(call.Db, reason, ct));
        call.Audit.Target("user", userId).Changed(Rows, from: null, rows.Values.Sum()).If(report.Changed);
        return report;
    }

    async Task<IReadOnlyList<string>> IdentifiersAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        var identifiers = new List<string>();
        foreach (var part in _parts)
            identifiers.AddRange(await part.ListIdentifiersAsync(db, userId, ct));
        return identifiers;
    }
}
