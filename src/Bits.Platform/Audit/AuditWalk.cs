using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>One walk along the chain of seals, with what it has found so far.</summary>
sealed class AuditWalk(NpgsqlConnection db, AuditKeys keys, AuditGivenUp givenUp, AuditErasures erasures)
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

    /// <summary>Checks a seal, its link to the one before, and the events that it covers.</summary>
    public async Task CheckAsync(AuditSeal seal, AuditSeal? before, CancellationToken ct)
    {
        var name = $"seal {seal.Seq}";
        if (seal.Seq != (before?.Seq ?? 0) + 1)
            Report(name, $"Seal {(before?.Seq ?? 0) + 1} is missing.");
        else if (!seal.Previous.AsSpan().SequenceEqual(before?.Mac ?? []))
            Report(name, "It does not follow the seal before it.");
        if (keys.Sign(seal.KeyId, seal.Digest()) is not { } mac)
            Report(name, $"It is signed with the key {seal.KeyId}, which is not among Audit:Keys.");
        else if (!mac.AsSpan().SequenceEqual(seal.Mac))
            Report(name, "It was changed.");
        else if (seal.Kind == AuditSeal.Batch && !MerkleTree.Root(seal.Leaves()).AsSpan().SequenceEqual(seal.Root))
            Report(name, "Its list of hashes was changed.");
        else if (givenUp.Problem(seal.Seq) is { } forged)
            Report(name, forged);

        if (seal.Kind == AuditSeal.Batch && !givenUp.Has(seal.Class, seal.Month))
            await CompareAsync(seal, ct);
    }

    async Task CompareAsync(AuditSeal seal, CancellationToken ct)
    {
        var rows = (await AuditStore.ListBetweenAsync(db, seal.Class, seal.Month, seal.First, seal.Last, ct))
            .GroupBy(row => row.Id).ToDictionary(same => same.Key, same => same.ToList());
        foreach (var (id, leaf) in seal.LeafIds.Zip(seal.Leaves()))
        {
            if (!rows.Remove(id, out var found))
                Report($"event {id}", $"It is missing; seal {seal.Seq} has it.");
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
            Report($"event {row.Id}", "It is there more than once.");
        if (!row.Leaf().AsSpan().SequenceEqual(leaf) || !row.PersonalIsGenuine)
            Report($"event {row.Id}", $"It was changed after seal {seal.Seq} was made.");
        else if (row is { Personal: null, PersonalHash: not null })
            CheckErased(row);
    }

    // The personal part may only be gone where its person was erased afterwards.
    void CheckErased(AuditRow row)
    {
        Erased++;
        if (!row.Persons.Any(person => erasures.WasErasedAfter(person, row.At)))
            Report($"event {row.Id}", "Its personal part was removed, and there was no erasure.");
    }

    /// <summary>Reports the events that tell of an erasure that was not.</summary>
    public void CheckErasures()
    {
        foreach (var forged in erasures.Forged)
            Report(forged.Where, forged.What);
    }

    /// <summary>Finds events that claim to be older than the last seal, and are in none.</summary>
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
            Report($"event {id}", "No seal has it, though later ones are sealed: it was slipped in.");
    }
}
