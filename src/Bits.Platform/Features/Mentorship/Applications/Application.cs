using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Applications;

/// <summary>Lists what a member applies as.</summary>
public enum ApplicantRole
{
    /// <summary>Mentors others.</summary>
    Mentor,

    /// <summary>Is mentored.</summary>
    Mentee,
}

/// <summary>Lists the states of an application.</summary>
public enum ApplicationState
{
    /// <summary>It takes part in the next run.</summary>
    Submitted,

    /// <summary>The member has withdrawn it.</summary>
    Withdrawn,
}

/// <summary>Lists the genders that applicants state, where the programme allows it.</summary>
public enum StatedGender
{
    /// <summary>Woman.</summary>
    Woman,

    /// <summary>Man.</summary>
    Man,

    /// <summary>Another one.</summary>
    Other,
}

/// <summary>What a member states for one programme. Matching uses this, and nothing else about the person.</summary>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="UserId">The member.</param>
/// <param name="Role">What they apply as.</param>
public sealed record Application(Guid ProgrammeId, Guid UserId, ApplicantRole Role)
{
    internal const string Columns = """
        a.programme_id, a.user_id, a.role, a.state, a.about, a.topics, a.languages, a.city, a.time_zone, a.company, a.gender,
        a.preferred_gender, a.answers, a.preferred, a.conflicts, a.excludes_same_company, a.capacity, a.taken, a.version, a.updated_at
        """;

    /// <summary>Gets the state.</summary>
    public ApplicationState State { get; init; }

    /// <summary>Gets a few words of the applicant.</summary>
    public required string About { get; init; }

    /// <summary>Gets the topics, from those of the programme.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Gets the languages.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Gets the city; null when not stated.</summary>
    public string? City { get; init; }

    /// <summary>Gets the IANA time zone; null when not stated.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Gets the company; null when not stated. Only coordinators see it.</summary>
    public string? Company { get; init; }

    /// <summary>Gets the gender; null when not stated. Only coordinators see it.</summary>
    public StatedGender? Gender { get; init; }

    /// <summary>Gets the preferred gender of the mentor; null for no preference. Only coordinators see it.</summary>
    public StatedGender? PreferredGender { get; init; }

    /// <summary>Gets the answers to the programme's questions, in their order.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>Gets the mentors whom a mentee prefers, best first.</summary>
    public IReadOnlyList<Guid> Preferred { get; init; } = [];

    /// <summary>Gets the people whom the applicant must not be matched with.</summary>
    public IReadOnlyList<Guid> Conflicts { get; init; } = [];

    /// <summary>Gets whether a match of the same company is excluded.</summary>
    public bool ExcludesSameCompany { get; init; }

    /// <summary>Gets how many mentees a mentor takes; 0 for a mentee.</summary>
    public int Capacity { get; init; }

    /// <summary>Gets how many of these places are taken.</summary>
    public int Taken { get; init; }

    /// <summary>Gets the number of changes, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Gets the time of the last change.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Returns whether the applicant must not be matched with another one.</summary>
    internal bool Excludes(Application other) => Conflicts.Contains(other.UserId)
        || (ExcludesSameCompany && Company is { } company && company.Equals(other.Company, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds the application of a member.</summary>
    public static Task<Application?> FindAsync(NpgsqlConnection db, Guid programmeId, Guid userId, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_application a where a.programme_id = $1 and a.user_id = $2";

        return db.FindAsync(sql, [programmeId, userId], Read, ct);
    }

    /// <summary>Finds the same, and keeps it as it is until the transaction ends: who withdraws waits.</summary>
    internal static Task<Application?> HoldAsync(NpgsqlConnection db, Guid programmeId, Guid userId, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_application a where a.programme_id = $1 and a.user_id = $2 for share";

        return db.FindAsync(sql, [programmeId, userId], Read, ct);
    }

    /// <summary>Lists the submitted applications of a programme, by user.</summary>
    internal static Task<List<Application>> ListSubmittedAsync(NpgsqlConnection db, Guid programmeId, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns}
            from mentorship_application a
            where a.programme_id = $1 and a.state = 'submitted'
            order by a.user_id
            """;

        return db.QueryAsync(sql, [programmeId], Read, ct);
    }

    /// <summary>Lists the applications of these members.</summary>
    internal static Task<List<Application>> ListAsync(NpgsqlConnection db, Guid programmeId, IEnumerable<Guid> users, CancellationToken ct)
    {
        const string sql = $"select {Columns} from mentorship_application a where a.programme_id = $1 and a.user_id = any($2)";

        return db.QueryAsync(sql, [programmeId, users.ToArray()], Read, ct);
    }

    internal static Application Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), EnumText.Parse<ApplicantRole>(row.GetString(2)))
    {
        State = EnumText.Parse<ApplicationState>(row.GetString(3)),
        About = row.GetString(4),
        Topics = row.GetFieldValue<string[]>(5),
        Languages = row.GetFieldValue<string[]>(6),
        City = row.NullableString(7),
        TimeZone = row.NullableString(8),
        Company = row.NullableString(9),
        Gender = EnumText.Find<StatedGender>(row.NullableString(10)),
        PreferredGender = EnumText.Find<StatedGender>(row.NullableString(11)),
        Answers = row.GetFieldValue<string[]>(12),
        Preferred = row.GetFieldValue<Guid[]>(13),
        Conflicts = row.GetFieldValue<Guid[]>(14),
        ExcludesSameCompany = row.GetBoolean(15),
        Capacity = row.GetInt32(16),
        Taken = row.GetInt32(17),
        Version = row.GetInt32(18),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(19),
    };
}
