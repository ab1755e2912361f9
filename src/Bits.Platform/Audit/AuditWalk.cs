using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>One pass along the chain of seals, and its results so far.</summary>
sealed class AuditWalk(NpgsqlConnection db, AuditKeys keys, AuditDroppedMonths droppedMonths, AuditErasures erasures)
{
    readonly List<AuditProblem> _problems = [];

    public IReadOnlyList<AuditProblem> Problems => _problems;

    public long Events { get; private set; }

    public long Erased { get; private set; }

    public void Report(string where, string what)
    {
        if (_problems.Count < AuditVerifier.MaxProblems)
            _problems.Add(new(where, what));
    }

    /// <summary>Checks a seal, its link to the previous one, and its events.</summary>
    public async Task CheckAsync(AuditSeal seal, AuditSeal? before, CancellationToken ct)
    {
        var name = $"seal {seal.Seq}";
        if (seal.Seq != (before?.Seq ?? 0) + 1)
            Report(name, $"Seal {(before?.Seq ?? 0) + 1} is missing.");
        else if (!seal.Previous.AsSpan().SequenceEqual(before?.Mac ?? []))
            Report(name, "It does not follow the previous seal.");
        if (keys.Sign(seal.KeyId, seal.Digest()) is not { } mac)
            Report(name, $"It is signed with the key {seal.KeyId}, which is not among Audit:Keys.");
        else if (!mac.AsSpan().SequenceEqual(seal.Mac))
            Report(name, "It was changed.");
        else if (seal.Kind == AuditSeal.Batch && !MerkleTree.Root(seal.Leaves()).AsSpan().SequenceEqual(seal.Root))
            Report(name, "Its list of hashes was changed.");
        else if (droppedMonths.Problem(seal.Seq) is { } forged)
            Report(name, forged);

        if (seal.Kind == AuditSeal.Batch && !droppedMonths.Has(seal.Class, seal.Month))
            await CompareAsync(seal, ct);
    }

    async Task CompareAsync(AuditSeal seal, CancellationToken ct)
    {
        var rows = (await AuditStore.ListBetweenAsync(db, seal.Class, seal.Month, seal.First, seal.Last, ct))
            .GroupBy(row => row.Id).ToDictionary(same => same.Key, same => same.ToList());
        foreach (var (id, leaf) in seal.LeafIds.Zip(seal.Leaves()))
        {
            if (!rows.Remove(id, out var found))
                Report($"event {id}", $"It is missing, but seal {seal.Seq} covers it.");
            else
                Compare(found, leaf, seal);
        }

        foreach (var id in rows.Keys)
            Report($"event {id}", $"It was added after seal {seal.Seq} was made.");
    }

    void Compare(List<AuditRow> found, byte[] leaf, AuditSeal seal)
    {
        var row = found[0];
        Events++;
        if (found.Count > 1)
            Report($"event {row.Id}", "It exists more than once.");
        if (!row.Leaf().AsSpan().SequenceEqual(leaf) || !row.PersonalIsGenuine)
            Report($"event {row.Id}", $"It was changed after seal {seal.Seq} was made.");
        else if (row is { Personal: null, PersonalHash: not null })
            CheckErased(row);
    }

    // A missing personal part is valid only when its person was erased later.
    void CheckErased(AuditRow row)
    {
        Erased++;
        if (!row.Persons.Any(person => erasures.WasErasedAfter(person, row.At)))
            Report($"event {row.Id}", "Its personal part was removed without an erasure.");
    }

    /// <summary>Reports the events of erasures that did not happen.</summary>
    public void CheckErasures()
    {
        foreach (var forged in erasures.Forged)
            Report(forged.Where, forged.What);
    }

    /// <summary>Finds events that claim to be older than the last seal, but have no seal.</summary>
    public async Task CheckUncoveredAsync(AuditHead head, CancellationToken ct)
    {
        const string sql = """
            select e.id
            from audit_event e
            where (e.xid, e.id) <= ($1::text::xid8, $2)
              and not exists (
                  select from audit_seal s
                  where s.kind = 'batch' and s.class = e.class
                    and (s.first_xid, s.first_id) <= (e.xid, e.id) and (s.last_xid, s.last_id) >= (e.xid, e.id))
            limit 100
            """;

        foreach (var id in await db.QueryAsync(sql, [head.Last.XidText, head.Last.Id], row => row.GetGuid(0), ct))
            Report($"event {id}", "No seal covers it, but later events are sealed: it was inserted afterwards.");
    }
}
