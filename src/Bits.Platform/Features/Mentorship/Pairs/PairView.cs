using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Lists what a caller may do with a pair now.</summary>
public enum PairAction
{
    /// <summary>Approve it.</summary>
    Approve,

    /// <summary>Refuse it.</summary>
    Refuse,

    /// <summary>Accept it.</summary>
    Accept,

    /// <summary>Decline it.</summary>
    Decline,

    /// <summary>Write goals and notes, plan sessions, answer check-ins, end it.</summary>
    Meet,

    /// <summary>Give feedback.</summary>
    GiveFeedback,

    /// <summary>Get the certificate.</summary>
    GetCertificate,
}

/// <summary>A pair as a caller sees it.</summary>
/// <param name="PairId">The id.</param>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="ProgrammeName">Its name.</param>
/// <param name="Mentor">The mentor.</param>
/// <param name="Mentee">The mentee.</param>
/// <param name="State">The state.</param>
/// <param name="Explanation">Why the two were matched; names only what the reader may see.</param>
/// <param name="Score">The score; null for a pair made by hand, and for its two.</param>
/// <param name="RunId">The run; null for a pair made by hand, and for its two.</param>
/// <param name="Reason">The coordinator's reason; null without one, and for its two.</param>
/// <param name="ProposedAt">The time of the proposal.</param>
/// <param name="AnswerDueAt">The moment until which both answer; null before the approval.</param>
/// <param name="MentorAccepted">Whether the mentor has accepted.</param>
/// <param name="MenteeAccepted">Whether the mentee has accepted.</param>
/// <param name="StartedAt">When both had accepted; null before.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="EndKind">How it ended; null unless ended. The two read a rematch as completed.</param>
/// <param name="EndNote">What was said at the end; for coordinators alone.</param>
/// <param name="NextCheckInAt">When the two are next asked how it goes.</param>
/// <param name="Can">What the caller may do now.</param>
public sealed record PairView(
    Guid PairId, Guid ProgrammeId, string ProgrammeName, NamedUser Mentor, NamedUser Mentee, PairState State,
    MatchExplanation Explanation, int? Score, Guid? RunId, string? Reason, DateTimeOffset ProposedAt, DateTimeOffset? AnswerDueAt,
    bool MentorAccepted, bool MenteeAccepted, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, PairEndKind? EndKind, string? EndNote,
    DateTimeOffset? NextCheckInAt, IReadOnlyList<PairAction> Can);

/// <summary>Reads pairs as callers see them.</summary>
public sealed class PairViews(AccountDirectory accounts)
{
    /// <summary>Returns pairs as their coordinators see them.</summary>
    internal Task<IReadOnlyList<PairView>> ListForCoordinatorAsync(NpgsqlConnection db, IReadOnlyList<MentorshipPair> pairs, CancellationToken ct) =>
        ListAsync(db, pairs, viewer: null, DateTimeOffset.MinValue, ct);

    /// <summary>Returns pairs of a user as the user sees them.</summary>
    internal Task<IReadOnlyList<PairView>> ListForAsync(
        NpgsqlConnection db, IReadOnlyList<MentorshipPair> pairs, Guid viewer, DateTimeOffset now, CancellationToken ct) =>
        ListAsync(db, pairs, viewer, now, ct);

    async Task<IReadOnlyList<PairView>> ListAsync(
        NpgsqlConnection db, IReadOnlyList<MentorshipPair> pairs, Guid? viewer, DateTimeOffset now, CancellationToken ct)
    {
        var names = await accounts.ListNamesAsync(db, pairs.SelectMany(pair => new[] { pair.Mentor, pair.Mentee }), ct);
        var programmes = await Programme.ListNamesAsync(db, pairs.Select(pair => pair.ProgrammeId), ct);
        var explanations = await PairExplanations.ListAsync(db, pairs, viewer, ct);
        return [.. pairs.Select(pair => View(pair, names, programmes[pair.ProgrammeId], explanations[pair.Id], viewer, now))];
    }

    static PairView View(
        MentorshipPair pair, IReadOnlyDictionary<Guid, string> names, string programme, MatchExplanation explanation, Guid? viewer,
        DateTimeOffset now)
    {
        var isCoordinator = viewer is null;
        return new(
            pair.Id, pair.ProgrammeId, programme, NamedUser.Of(pair.Mentor, names), NamedUser.Of(pair.Mentee, names), pair.State, explanation,
            isCoordinator ? pair.Score : null, isCoordinator ? pair.RunId : null, isCoordinator ? pair.Reason : null, pair.ProposedAt,
            pair.AnswerDueAt, pair.MentorAcceptedAt is not null, pair.MenteeAcceptedAt is not null, pair.StartedAt, pair.EndedAt,
            !isCoordinator && pair.EndKind == PairEndKind.Rematch ? PairEndKind.Completed : pair.EndKind,
            isCoordinator ? pair.EndNote : null, pair.NextCheckInAt, [.. viewer is { } user ? Own(pair, user, now) : Coordinating(pair)]);
    }

    static IEnumerable<PairAction> Coordinating(MentorshipPair pair) =>
        pair.State == PairState.Proposed ? [PairAction.Approve, PairAction.Refuse] : pair.State == PairState.Approved ? [PairAction.Refuse] : [];

    static IEnumerable<PairAction> Own(MentorshipPair pair, Guid user, DateTimeOffset now) => pair.State switch
    {
        PairState.Approved when now >= pair.AnswerDueAt => [],
        PairState.Approved when (pair.RoleOf(user) == ApplicantRole.Mentor ? pair.MentorAcceptedAt : pair.MenteeAcceptedAt) is null =>
            [PairAction.Accept, PairAction.Decline],
        PairState.Approved => [PairAction.Decline],
        PairState.Active => [PairAction.Meet, PairAction.GiveFeedback],
        PairState.Ended when pair.HasCertificate => [PairAction.GiveFeedback, PairAction.GetCertificate],
        PairState.Ended => [PairAction.GiveFeedback],
        PairState.Proposed or PairState.Refused or PairState.Declined or PairState.Expired => [],
    };
}

/// <summary>Explains pairs: those of a run from its snapshot, others from the applications of now.</summary>
static class PairExplanations
{
    public static async Task<IReadOnlyDictionary<Guid, MatchExplanation>> ListAsync(
        NpgsqlConnection db, IReadOnlyList<MentorshipPair> pairs, Guid? viewer, CancellationToken ct)
    {
        const string sql = $"""
            select p.id, {RunSnapshot.MentorColumns}, {RunSnapshot.MenteeColumns}
            from mentorship_pair p
            join mentorship_run_mentor m on m.run_id = p.run_id and m.user_id = p.mentor_user_id
            join mentorship_run_mentee e on e.run_id = p.run_id and e.user_id = p.mentee_user_id
            where p.id = any($1)
            """;

        var byId = pairs.ToDictionary(pair => pair.Id);
        var explained = (await db.QueryAsync(
            sql, [byId.Keys.ToArray()],
            row => (Id: row.GetGuid(0), Mentor: RunSnapshot.ReadMentor(row, 1), Mentee: RunSnapshot.ReadMentee(row, 12)), ct))
            .ToDictionary(one => one.Id, one => MatchExplanation.Of(one.Mentor, one.Mentee, ReaderOf(byId[one.Id], viewer)));
        foreach (var rest in pairs.Where(pair => !explained.ContainsKey(pair.Id)).GroupBy(pair => pair.ProgrammeId))
        {
            var applications = (await Application.ListAsync(
                db, rest.Key, rest.SelectMany(pair => new[] { pair.Mentor, pair.Mentee }).Distinct(), ct)).ToDictionary(a => a.UserId);
            foreach (var pair in rest)
                explained[pair.Id] = applications.TryGetValue(pair.Mentor, out var mentor) && applications.TryGetValue(pair.Mentee, out var mentee)
                    ? MatchExplanation.Of(mentor, mentee, ReaderOf(pair, viewer))
                    : new("", [], [], null, null, null, null);
        }

        return explained;
    }

    static ExplanationReader ReaderOf(MentorshipPair pair, Guid? viewer) => viewer is not { } user ? ExplanationReader.Coordinator
        : pair.RoleOf(user) == ApplicantRole.Mentor ? ExplanationReader.Mentor : ExplanationReader.Mentee;
}
