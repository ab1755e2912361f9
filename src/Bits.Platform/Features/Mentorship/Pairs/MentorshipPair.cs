using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Lists the states of a pair.</summary>
public enum PairState
{
    /// <summary>A run or a coordinator proposes it; only coordinators see it.</summary>
    Proposed,

    /// <summary>Approved: mentor and mentee accept or decline until the deadline. It holds a place of the mentor.</summary>
    Approved,

    /// <summary>Both have accepted. It holds a place of the mentor.</summary>
    Active,

    /// <summary>A coordinator has refused it.</summary>
    Refused,

    /// <summary>One of the two has declined.</summary>
    Declined,

    /// <summary>The deadline has passed.</summary>
    Expired,

    /// <summary>It was active and is over.</summary>
    Ended,
}

/// <summary>Lists how an active pair ended.</summary>
public enum PairEndKind
{
    /// <summary>The two have finished.</summary>
    Completed,

    /// <summary>They did not get on; the mentee is matched again.</summary>
    Rematch,

    /// <summary>One of them has withdrawn from the programme.</summary>
    Withdrawn,

    /// <summary>The programme was closed.</summary>
    Closed,
}

/// <summary>A mentor and a mentee.</summary>
/// <param name="Id">The id.</param>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="Mentor">The mentor.</param>
/// <param name="Mentee">The mentee.</param>
/// <param name="State">The state.</param>
public sealed record MentorshipPair(Guid Id, Guid ProgrammeId, Guid Mentor, Guid Mentee, PairState State)
{
    internal const string Columns = """
        p.id, p.programme_id, p.mentor_user_id, p.mentee_user_id, p.state, p.run_id, p.score, p.reason, p.proposed_at, p.answer_due_at,
        p.mentor_accepted_at, p.mentee_accepted_at, p.started_at, p.ended_at, p.ended_by, p.end_kind, p.end_note, p.next_check_in_at
        """;

    /// <summary>Gets the run that has proposed it; null for one that a coordinator has made.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Gets the score in the run; null for a pair made by hand.</summary>
    public int? Score { get; init; }

    /// <summary>Gets the coordinator's reason; null without one.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the time of the proposal.</summary>
    public DateTimeOffset ProposedAt { get; init; }

    /// <summary>Gets the moment until which both answer; null before the approval.</summary>
    public DateTimeOffset? AnswerDueAt { get; init; }

    /// <summary>Gets when the mentor accepted; null before.</summary>
    public DateTimeOffset? MentorAcceptedAt { get; init; }

    /// <summary>Gets when the mentee accepted; null before.</summary>
    public DateTimeOffset? MenteeAcceptedAt { get; init; }

    /// <summary>Gets when both had accepted; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it ended, was declined or expired; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets who ended or declined it; null for the platform.</summary>
    public Guid? EndedBy { get; init; }

    /// <summary>Gets how it ended; null unless ended.</summary>
    public PairEndKind? EndKind { get; init; }

    /// <summary>Gets what the one who ended it said; for coordinators alone.</summary>
    public string? EndNote { get; init; }

    /// <summary>Gets when the two are next asked how it goes; null unless active.</summary>
    public DateTimeOffset? NextCheckInAt { get; init; }

    /// <summary>Gets whether the two get a certificate: also after a rematch, which the other one reads as completed.</summary>
    internal bool HasCertificate =>
        State == PairState.Ended && EndKind is PairEndKind.Completed or PairEndKind.Rematch or PairEndKind.Closed;

    /// <summary>Returns the role of a user in the pair; null for others.</summary>
    public ApplicantRole? RoleOf(Guid userId) =>
        userId == Mentor ? ApplicantRole.Mentor : userId == Mentee ? ApplicantRole.Mentee : null;

    /// <summary>Returns the other one.</summary>
    public Guid OtherThan(Guid userId) => userId == Mentor ? Mentee : Mentor;

    /// <summary>Finds a pair.</summary>
    public static Task<MentorshipPair?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_pair p where p.id = $1";

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>Gets a pair of the caller: approved before or later.</summary>
    /// <exception cref="FaultException">There is no such pair, or the caller is not in it or may not know of it yet.</exception>
    internal static async Task<MentorshipPair> GetOwnAsync(RpcContext call, Guid id, CancellationToken ct) =>
        await FindAsync(call.Db, id, ct) is { State: not (PairState.Proposed or PairState.Refused) } pair
        && pair.RoleOf(call.Caller.UserId) is not null
            ? pair
            : throw NotFound(id);

    /// <summary>Gets an active pair of the caller, which stays active until the transaction ends.</summary>
    /// <exception cref="FaultException">There is no such pair, or it is not active.</exception>
    internal static async Task<MentorshipPair> HoldActiveAsync(RpcContext call, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_pair p where p.id = $1 for share";

        var pair = await call.Db.FindAsync(sql, [id], Read, ct) is { State: not (PairState.Proposed or PairState.Refused) } found
            && found.RoleOf(call.Caller.UserId) is not null ? found : throw NotFound(id);
        return pair.State == PairState.Active ? pair : throw NotActive(pair);
    }

    /// <summary>Gets a pair of a programme, for its coordinators.</summary>
    /// <exception cref="FaultException">The programme has no such pair.</exception>
    internal static async Task<MentorshipPair> GetAsync(NpgsqlConnection db, Guid programmeId, Guid id, CancellationToken ct) =>
        await FindAsync(db, id, ct) is { } pair && pair.ProgrammeId == programmeId ? pair : throw NotFound(id);

    internal static FaultException NotFound(Guid id) => FaultException.NotFound("pair_not_found", $"There is no pair {id}.");

    internal static FaultException NotActive(MentorshipPair pair) => FaultException.FailedPrecondition(
        "pair_state", $"The pair is in the state {pair.State.ToText()}; this is for active pairs.");

    internal static MentorshipPair Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetGuid(3), EnumText.Parse<PairState>(row.GetString(4)))
    {
        RunId = row.Nullable<Guid>(5),
        Score = row.Nullable<int>(6),
        Reason = row.NullableString(7),
        ProposedAt = row.GetFieldValue<DateTimeOffset>(8),
        AnswerDueAt = row.Nullable<DateTimeOffset>(9),
        MentorAcceptedAt = row.Nullable<DateTimeOffset>(10),
        MenteeAcceptedAt = row.Nullable<DateTimeOffset>(11),
        StartedAt = row.Nullable<DateTimeOffset>(12),
        EndedAt = row.Nullable<DateTimeOffset>(13),
        EndedBy = row.Nullable<Guid>(14),
        EndKind = EnumText.Find<PairEndKind>(row.NullableString(15)),
        EndNote = row.NullableString(16),
        NextCheckInAt = row.Nullable<DateTimeOffset>(17),
    };
}
