using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Lists the kinds of runs.</summary>
public enum RunKind
{
    /// <summary>Proposes its pairs.</summary>
    Run,

    /// <summary>Shows what a run would give, and proposes nothing.</summary>
    DryRun,
}

/// <summary>Lists the states of a run.</summary>
public enum RunState
{
    /// <summary>Jobs score the candidates of each mentee.</summary>
    Scoring,

    /// <summary>The result and its proof are stored.</summary>
    Finished,

    /// <summary>A coordinator has discarded its proposals.</summary>
    Discarded,
}

/// <summary>A run of the matching: settings, size, result.</summary>
/// <param name="RunId">The id.</param>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="Kind">Run or dry run.</param>
/// <param name="State">The state.</param>
/// <param name="Policy">How it assigns.</param>
/// <param name="Weights">The weights of its scores.</param>
/// <param name="Seed">Decides ties.</param>
/// <param name="InputHash">SHA-256 of the snapshot, the policy, the weights and the seed, in hexadecimal.</param>
/// <param name="Mentees">The number of mentees.</param>
/// <param name="Mentors">The number of mentors.</param>
/// <param name="Places">The places that the mentors had left.</param>
/// <param name="Scored">The number of mentees whose candidates are scored.</param>
/// <param name="Pairs">The number of pairs; null until it has finished.</param>
/// <param name="Value">The sum of their scores; null until it has finished.</param>
/// <param name="Bound">Of most value: no assignment is worth more. Null for the stable policy.</param>
/// <param name="Proposed">The number of pairs that it has proposed; null until then, and for a dry run.</param>
/// <param name="StartedBy">The coordinator; null for an operator's command.</param>
/// <param name="StartedAt">The start.</param>
/// <param name="FinishedAt">The end; null until then.</param>
public sealed record MatchingRun(
    Guid RunId, Guid ProgrammeId, RunKind Kind, RunState State, MatchingPolicy Policy, MatchingWeights Weights, long Seed,
    string InputHash, int Mentees, int Mentors, int Places, long Scored, int? Pairs, long? Value, long? Bound, int? Proposed,
    Guid? StartedBy, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt)
{
    internal const string Columns = """
        r.id, r.programme_id, r.kind, r.state, r.policy, r.topic_weight, r.language_weight, r.city_weight, r.time_zone_weight,
        r.preference_weight, r.gender_weight, r.seed, r.input_hash, r.mentees, r.mentors, r.places,
        case when r.state = 'scoring'
             then (select count(*) from mentorship_run_mentee m where m.run_id = r.id and m.scores is not null)
             else r.mentees end,
        r.pairs, r.value, r.bound, r.proposed, r.started_by, r.started_at, r.finished_at, r.redacted_at is not null
        """;

    /// <summary>Gets whether an erasure has taken a person out of the snapshot: the hash no longer matches then.</summary>
    public bool IsRedacted { get; init; }

    /// <summary>Finds a run of a programme.</summary>
    public static Task<MatchingRun?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_run r where r.id = $1";

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>Gets a run of a programme.</summary>
    /// <exception cref="Rpc.FaultException">The programme has no such run.</exception>
    public static async Task<MatchingRun> GetAsync(NpgsqlConnection db, Guid programmeId, Guid id, CancellationToken ct) =>
        await FindAsync(db, id, ct) is { } run && run.ProgrammeId == programmeId
            ? run
            : throw Rpc.FaultException.NotFound("run_not_found", $"The programme has no run {id}.");

    /// <summary>Deletes runs with their snapshots; returns their number. No pair may come from them.</summary>
    internal static Task<int> DeleteAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        const string sql = """
            with mentees as (delete from mentorship_run_mentee where run_id = any($1)),
                 mentors as (delete from mentorship_run_mentor where run_id = any($1))
            delete from mentorship_run where id = any($1)
            """;

        return db.ExecuteAsync(sql, [ids.ToArray()], ct);
    }

    internal static MatchingRun Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), EnumText.Parse<RunKind>(row.GetString(2)), EnumText.Parse<RunState>(row.GetString(3)),
        EnumText.Parse<MatchingPolicy>(row.GetString(4)),
        new(row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8), row.GetInt32(9), row.GetInt32(10)),
        row.GetInt64(11), row.GetString(12), row.GetInt32(13), row.GetInt32(14), row.GetInt32(15), row.GetInt64(16), row.Nullable<int>(17),
        row.Nullable<long>(18), row.Nullable<long>(19), row.Nullable<int>(20), row.Nullable<Guid>(21),
        row.GetFieldValue<DateTimeOffset>(22), row.Nullable<DateTimeOffset>(23))
    {
        IsRedacted = row.GetBoolean(24),
    };
}
