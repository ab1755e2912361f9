using Bits.Platform.Audit;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.People;

/// <summary>What an erasure did.</summary>
/// <param name="Rows">How many rows went or changed, by part.</param>
public sealed record ErasureReport(IReadOnlyDictionary<string, long> Rows)
{
    /// <summary>Whether there was anything to erase.</summary>
    public bool Changed => Rows.Values.Any(rows => rows > 0);
}

/// <summary>Forgets a person: the account stays as a number without a name, their sessions and memberships end, and what they
/// have written and what is kept about them goes, in every part. What others wrote stays; a mention of the person in it becomes
/// a placeholder. docs/privacy.md says what stays and why.</summary>
public sealed class PersonErasure(SystemPipeline pipeline, IEnumerable<IPersonalData> parts)
{
    static readonly AuditField Rows = new("rows_erased");

    /// <summary>As the audit log names it; a personal part may be missing only where there is an event of this name.</summary>
    public const string Action = "accounts.erase_person";

    readonly IReadOnlyList<IPersonalData> _parts = [.. parts];

    /// <summary>Erases a person by the hand of who is logged in at this machine.</summary>
    /// <inheritdoc cref="RunAsync(Guid, SystemTask, string?, CancellationToken)"/>
    public Task<ErasureReport> RunAsync(Guid userId, CancellationToken ct) =>
        RunAsync(userId, SystemTask.OfOperator(Action, AuditClass.Security), reason: null, ct);

    /// <summary>Erases a person, all or nothing; a second time changes nothing.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="task">By whose hand; its action is <see cref="Action"/>.</param>
    /// <param name="reason">Why; kept in the audit log, without the name of the person.</param>
    /// <param name="ct">Stops it before the commit.</param>
    /// <exception cref="FaultException">The person is the last owner of a scope, which is to be handed over first.</exception>
    public Task<ErasureReport> RunAsync(Guid userId, SystemTask task, string? reason, CancellationToken ct) =>
        pipeline.RunAsync(task, call => EraseAsync(call, userId, reason, ct), ct);

    async Task<ErasureReport> EraseAsync(SystemCall call, Guid userId, string? reason, CancellationToken ct)
    {
        // Asked of every part before the first of them forgets.
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
