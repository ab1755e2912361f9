using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Lists the states of a programme, in their order.</summary>
public enum ProgrammeState
{
    /// <summary>Only coordinators see it.</summary>
    Draft,

    /// <summary>Members apply.</summary>
    ApplicationsOpen,

    /// <summary>Coordinators run the matching.</summary>
    Matching,

    /// <summary>Coordinators review the proposed pairs and approve them.</summary>
    Review,

    /// <summary>Pairs meet.</summary>
    Active,

    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>Lists how a run assigns mentees to mentors.</summary>
public enum MatchingPolicy
{
    /// <summary>The total score is as high as possible.</summary>
    MostValue,

    /// <summary>No mentee and mentor would both rather have each other.</summary>
    Stable,
}

/// <summary>How much each thing that two people have in common adds to their score, 0 to 100 each.</summary>
/// <param name="Topic">Each shared topic.</param>
/// <param name="Language">Each shared language.</param>
/// <param name="City">The same city.</param>
/// <param name="TimeZone">The same time zone.</param>
/// <param name="Preference">The mentor whom the mentee ranks first; the later ones less.</param>
/// <param name="Gender">The mentor has the gender that the mentee prefers.</param>
public sealed record MatchingWeights(int Topic, int Language, int City, int TimeZone, int Preference, int Gender)
{
    /// <summary>Returns the weights with those replaced that are given.</summary>
    internal MatchingWeights With(int? topic, int? language, int? city, int? timeZone, int? preference, int? gender) => new(
        topic ?? Topic, language ?? Language, city ?? City, timeZone ?? TimeZone, preference ?? Preference, gender ?? Gender);
}

/// <summary>A mentorship programme.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Description">The description.</param>
/// <param name="State">The state.</param>
public sealed record Programme(Guid Id, string Name, string Description, ProgrammeState State)
{
    internal const string Columns = """
        p.id, p.name, p.description, p.state, p.topics, p.mentor_tags, p.mentee_tags, p.mentor_questions, p.mentee_questions,
        p.allows_gender, p.policy, p.topic_weight, p.language_weight, p.city_weight, p.time_zone_weight, p.preference_weight,
        p.gender_weight, p.max_capacity, p.answer_days, p.check_in_weeks, p.applications_end_at, p.starts_at, p.ends_at, p.version
        """;

    /// <summary>Gets the topics that applicants choose from.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Gets the audience tags of which a mentor needs one; empty: everyone is eligible.</summary>
    public required IReadOnlyList<string> MentorTags { get; init; }

    /// <summary>Gets the audience tags of which a mentee needs one; empty: everyone is eligible.</summary>
    public required IReadOnlyList<string> MenteeTags { get; init; }

    /// <summary>Gets the questions to mentors.</summary>
    public required IReadOnlyList<string> MentorQuestions { get; init; }

    /// <summary>Gets the questions to mentees.</summary>
    public required IReadOnlyList<string> MenteeQuestions { get; init; }

    /// <summary>Gets whether applicants may state a gender and a preference.</summary>
    public required bool AllowsGender { get; init; }

    /// <summary>Gets the policy of its runs.</summary>
    public required MatchingPolicy Policy { get; init; }

    /// <summary>Gets the weights of its runs.</summary>
    public required MatchingWeights Weights { get; init; }

    /// <summary>Gets the maximum number of mentees of a mentor.</summary>
    public required int MaxCapacity { get; init; }

    /// <summary>Gets in how many days mentor and mentee answer.</summary>
    public required int AnswerDays { get; init; }

    /// <summary>Gets after how many weeks a pair is asked how it goes.</summary>
    public required int CheckInWeeks { get; init; }

    /// <summary>Gets the moment at which applications close.</summary>
    public required DateTimeOffset ApplicationsEndAt { get; init; }

    /// <summary>Gets the start.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Gets the end.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Gets the number of changes of the settings, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Gets the scope of its coordinators, mentors and mentees.</summary>
    public Scope Scope => Scope.MentorshipProgramme(Id);

    /// <summary>Gets the facts for decisions about the scope: a draft exists for its coordinators alone.</summary>
    public ScopeFacts Facts => new(Scope, State == ProgrammeState.Draft ? ScopeVisibility.Secret : ScopeVisibility.Private);

    /// <summary>Finds a programme.</summary>
    public static Task<Programme?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_programme p where p.id = $1";

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>Gets the programme of a scope, which the pipeline has just found.</summary>
    internal static async Task<Programme> GetAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        await FindAsync(db, Guid.Parse(scope.Id), ct) ?? throw new InvalidOperationException($"{scope} no longer exists.");

    /// <summary>Gets the same, and keeps state and settings as read until the transaction ends.</summary>
    internal static async Task<Programme> HoldAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_programme p where p.id = $1 for share";

        return await db.FindAsync(sql, [id], Read, ct) ?? throw new InvalidOperationException($"Programme {id} no longer exists.");
    }

    /// <summary>Gets the same for a change of state or settings: holders wait until the transaction ends.</summary>
    internal static async Task<Programme> LockAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_programme p where p.id = $1 for no key update";

        return await db.FindAsync(sql, [id], Read, ct) ?? throw new InvalidOperationException($"Programme {id} no longer exists.");
    }

    /// <summary>Returns the names of programmes; omits unknown ids.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, string>> ListNamesAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = "select id, name from mentorship_programme where id = any($1)";

        return (await db.QueryAsync(sql, [ids.Distinct().ToArray()], row => (row.GetGuid(0), row.GetString(1)), ct)).ToDictionary();
    }

    /// <summary>Throws unless the programme is in one of these states.</summary>
    /// <exception cref="FaultException">It is not.</exception>
    internal void RequireState(string what, params ReadOnlySpan<ProgrammeState> states)
    {
        if (!states.Contains(State))
            throw FaultException.FailedPrecondition(
                "programme_state", $"The programme is in the state {State.ToText()}; {what}.");
    }

    internal static Programme Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0), Name: row.GetString(1), Description: row.GetString(2), State: EnumText.Parse<ProgrammeState>(row.GetString(3)))
    {
        Topics = row.GetFieldValue<string[]>(4),
        MentorTags = row.GetFieldValue<string[]>(5),
        MenteeTags = row.GetFieldValue<string[]>(6),
        MentorQuestions = row.GetFieldValue<string[]>(7),
        MenteeQuestions = row.GetFieldValue<string[]>(8),
        AllowsGender = row.GetBoolean(9),
        Policy = EnumText.Parse<MatchingPolicy>(row.GetString(10)),
        Weights = new(row.GetInt32(11), row.GetInt32(12), row.GetInt32(13), row.GetInt32(14), row.GetInt32(15), row.GetInt32(16)),
        MaxCapacity = row.GetInt32(17),
        AnswerDays = row.GetInt32(18),
        CheckInWeeks = row.GetInt32(19),
        ApplicationsEndAt = row.GetFieldValue<DateTimeOffset>(20),
        StartsAt = row.GetFieldValue<DateTimeOffset>(21),
        EndsAt = row.GetFieldValue<DateTimeOffset>(22),
        Version = row.GetInt32(23),
    };
}
