using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>Stores the candidates of each user, in lists that the host names. Replaces the sets of a user as a whole and reads one in
/// one statement.</summary>
/// <remarks>Safe for concurrent use; a reader sees the old sets or the new ones. Every read filters candidates and reasons by the tags
/// that the reader holds then, so neither can leak.</remarks>
public static class CandidateStore
{
    /// <summary>The maximum number of candidates of a set.</summary>
    public const int MaxCandidates = 200;

    const int Compared = 10;
    const int ReasonsEach = 2;

    /// <summary>Replaces sets of users, in the caller's transaction.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="users">The users; those without a set in <paramref name="sets"/> lose theirs.</param>
    /// <param name="lists">The lists to replace; others stay.</param>
    /// <param name="sets">The new sets. Empty ones are not stored.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidArgumentException">A set is of another user or list, has an invalid id or one twice, or more than
    /// <see cref="MaxCandidates"/>.</exception>
    public static async Task<CandidateChange> ReplaceAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, IReadOnlyCollection<string> lists, IReadOnlyCollection<CandidateSet> sets,
        CancellationToken ct = default)
    {
        const string sql = """
            delete from search_candidate where user_id = any($1) and list = any($2)
            returning user_id, list, surfaces[:$3], entity_ids[:$3]
            """;

        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(lists);
        Check(users, lists, sets);
        var before = await db.QueryAsync(
            sql, [users.ToArray(), lists.ToArray(), Compared],
            row => (
                Key: (row.GetGuid(0), row.GetString(1)),
                Top: row.GetFieldValue<string[]>(2).Zip(row.GetFieldValue<string[]>(3)).ToHashSet()), ct).ConfigureAwait(false);
        var filled = sets.Where(set => set.Candidates.Count > 0).ToList();
        await CopyAsync(db, filled, ct).ConfigureAwait(false);
        return Compare(before.ToDictionary(old => old.Key, old => old.Top), filled);
    }

    /// <summary>Lists the candidates of a set that the user may see now, the best first.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="userId">The user whose set it is.</param>
    /// <param name="list">The list.</param>
    /// <param name="audienceTags">The tags of the reader now; an empty list finds no candidate.</param>
    /// <param name="excludedAuthors">The authors whose documents the reader does not see; null for none.</param>
    /// <param name="offset">The number of candidates of the set to skip, visible or not: 0 to
    /// <see cref="MaxCandidates"/>.</param>
    /// <param name="limit">The number of candidates to check, visible or not: 1 to <see cref="MaxCandidates"/>. A page needs
    /// few of a long set.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>Null when there is no set.</returns>
    /// <exception cref="InvalidArgumentException">The offset or the limit is out of range.</exception>
    public static async Task<IReadOnlyList<VisibleCandidate>?> FindAsync(
        NpgsqlConnection db, Guid userId, string list, IReadOnlyCollection<AudienceTag> audienceTags,
        IReadOnlyCollection<Guid>? excludedAuthors = null, int offset = 0, int limit = MaxCandidates, CancellationToken ct = default)
    {
        // The first row tells that there is a set, and has the reasons of all candidates: taken from the arrays for each row they
        // cost more than all look-ups. A set is one row, so candidates and reasons are always of one run.
        // Reasons of other candidates get null as their surface, and no look-up.
        const string sql = $"""
            with own as (
                select surfaces[$5 + 1:$5 + $6] as surfaces, entity_ids[$5 + 1:$5 + $6] as entity_ids, scores[$5 + 1:$5 + $6] as scores,
                       popularity[$5 + 1:$5 + $6] as popularity, because, reasons[2 * $5 + 1:2 * ($5 + $6)] as reasons,
                       contributions[2 * $5 + 1:2 * ($5 + $6)] as contributions, computed_at
                from search_candidate
                where user_id = $3 and list = $4
            ),
            reasons as (
                select array_agg(d.title order by b.place) as titles
                from own
                cross join lateral unnest(own.because) with ordinality as b (name, place)
                left join search_document d
                    on d.surface = case when b.place = any(own.reasons) then split_part(b.name, '/', 1) end
                    and d.entity_id = substr(b.name, strpos(b.name, '/') + 1)
                    and {Visibility.Predicate})
            select null as surface, null as entity_id, null as title, null as score, null as popularity, 0 as place,
                   own.because, reasons.titles, own.reasons, own.contributions, own.computed_at
            from own cross join reasons
            union all
            select c.surface, c.entity_id, d.title, c.score, c.popularity, c.place, null, null, null, null, null
            from own
            cross join lateral unnest(own.surfaces, own.entity_ids, own.scores, own.popularity)
                with ordinality as c (surface, entity_id, score, popularity, place)
            join search_document d on d.surface = c.surface and d.entity_id = c.entity_id
            where {Visibility.Predicate}
            order by place
            """;

        ArgumentNullException.ThrowIfNull(audienceTags);
        if (offset is < 0 or > MaxCandidates)
            throw new InvalidArgumentException(nameof(offset), $"is {offset}. Use 0 to {MaxCandidates}.");
        if (limit is < 1 or > MaxCandidates)
            throw new InvalidArgumentException(nameof(limit), $"is {limit}. Use 1 to {MaxCandidates}.");
        SetReasons? reasons = null;
        var found = await db.QueryAsync(
            sql, [audienceTags.Select(tag => tag.Value).ToArray(), Visibility.Excluded(excludedAuthors), userId, list, offset, limit], row =>
            {
                if (reasons is not null)
                    return Read(row, reasons);

                reasons = SetReasons.Read(row);
                return null;
            }, ct).ConfigureAwait(false);
        return reasons is null ? null : [.. found.OfType<VisibleCandidate>()];
    }

    static VisibleCandidate Read(NpgsqlDataReader row, SetReasons reasons) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetFloat(3), row.GetFloat(4), reasons.Of(row.GetInt64(5)), reasons.ComputedAt);

    // The reasons of a set, as its row has them: for each candidate two places in the names, from 1; 0 for none.
    sealed record SetReasons(string[] Names, string?[] Titles, short[] Places, float[] Contributions, DateTimeOffset ComputedAt)
    {
        public static SetReasons Read(NpgsqlDataReader row) => new(
            row.GetFieldValue<string[]>(6), row.IsDBNull(7) ? [] : row.GetFieldValue<string?[]>(7), row.GetFieldValue<short[]>(8),
            row.GetFieldValue<float[]>(9), row.GetFieldValue<DateTimeOffset>(10));

        public IReadOnlyList<VisibleReason> Of(long candidate)
        {
            var reasons = new List<VisibleReason>(ReasonsEach);
            for (var i = ReasonsEach * ((int)candidate - 1); i < ReasonsEach * candidate; i++)
                if (Places[i] > 0 && IsShown(Names[Places[i] - 1], Titles[Places[i] - 1]))
                    reasons.Add(new(Names[Places[i] - 1], Titles[Places[i] - 1], Contributions[i]));
            return reasons;
        }

        // A document without a title is one that the reader may not see.
        static bool IsShown(string name, string? title) => title is not null || !name.Contains('/', StringComparison.Ordinal);
    }

    static CandidateChange Compare(Dictionary<(Guid, string), HashSet<(string, string)>> before, List<CandidateSet> sets)
    {
        var change = new CandidateChange(sets.Count, sets.Sum(set => set.Candidates.Count), 0, 0);
        foreach (var set in sets)
            if (before.TryGetValue((set.UserId, set.List), out var old))
            {
                var kept = set.Candidates.Take(Compared).Count(c => old.Contains((c.Surface, c.EntityId)));
                change = change with { Top = change.Top + old.Count, TopGone = change.TopGone + old.Count - kept };
            }

        return change;
    }

    static async Task CopyAsync(NpgsqlConnection db, List<CandidateSet> sets, CancellationToken ct)
    {
        const string copy = """
            copy search_candidate (user_id, list, surfaces, entity_ids, scores, popularity, because, reasons, contributions)
            from stdin (format binary)
            """;

        if (sets.Count == 0)
            return;

        await using var writer = await db.BeginBinaryImportAsync(copy, ct).ConfigureAwait(false);
        foreach (var set in sets)
        {
            var because = new List<string>();
            var (reasons, contributions) = Flattened(set.Candidates, because);
            await writer.StartRowAsync(ct).ConfigureAwait(false);
            await writer.WriteAsync(set.UserId, ct).ConfigureAwait(false);
            await writer.WriteAsync(set.List, ct).ConfigureAwait(false);
            await writer.WriteAsync(set.Candidates.Select(c => c.Surface).ToArray(), ct).ConfigureAwait(false);
            await writer.WriteAsync(set.Candidates.Select(c => c.EntityId).ToArray(), ct).ConfigureAwait(false);
            await writer.WriteAsync(set.Candidates.Select(c => c.Score).ToArray(), ct).ConfigureAwait(false);
            await writer.WriteAsync(set.Candidates.Select(c => c.Popularity).ToArray(), ct).ConfigureAwait(false);
            await writer.WriteAsync(because.ToArray(), ct).ConfigureAwait(false);
            await writer.WriteAsync(reasons, ct).ConfigureAwait(false);
            await writer.WriteAsync(contributions, ct).ConfigureAwait(false);
        }

        await writer.CompleteAsync(ct).ConfigureAwait(false);
    }

    static (short[] Reasons, float[] Contributions) Flattened(IReadOnlyList<Candidate> candidates, List<string> because)
    {
        var (reasons, contributions) = (new short[ReasonsEach * candidates.Count], new float[ReasonsEach * candidates.Count]);
        var places = new Dictionary<string, short>(StringComparer.Ordinal);
        for (var i = 0; i < candidates.Count; i++)
            foreach (var (place, reason) in candidates[i].Reasons.Take(ReasonsEach).Index())
            {
                if (!places.TryGetValue(reason.Name, out var number))
                {
                    because.Add(reason.Name);
                    places.Add(reason.Name, number = (short)because.Count);
                }

                (reasons[(ReasonsEach * i) + place], contributions[(ReasonsEach * i) + place]) = (number, reason.Contribution);
            }

        return (reasons, contributions);
    }

    static void Check(IReadOnlyCollection<Guid> users, IReadOnlyCollection<string> lists, IReadOnlyCollection<CandidateSet> sets)
    {
        var (known, seen) = (users.ToHashSet(), new HashSet<(Guid, string)>());
        foreach (var set in sets)
        {
            if (!known.Contains(set.UserId) || !lists.Contains(set.List) || !seen.Add((set.UserId, set.List)))
                throw new InvalidArgumentException(nameof(sets), $"has '{set.List}' of {set.UserId} unannounced or twice. Give each user and list once, also in users and lists.");
            if (set.Candidates.Count > MaxCandidates)
                throw new InvalidArgumentException(nameof(sets), $"has {set.Candidates.Count} candidates. Give at most {MaxCandidates}.");
            if (set.Candidates.GroupBy(c => (c.Surface, c.EntityId)).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice)
                throw new InvalidArgumentException(nameof(sets), $"has {twice} twice. Give each entity once.");
            foreach (var candidate in set.Candidates)
                IndexedDocument.Check(candidate.EntityId);
        }
    }
}
