using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>A mentor in the snapshot of a run.</summary>
sealed record RunMentor(
    int Place, Guid UserId, IReadOnlyList<string> Topics, IReadOnlyList<string> Languages, string? City, string? TimeZone, string? Company,
    string? Gender, bool ExcludesSameCompany, int? Batch, int Capacity) : IApplicant;

/// <summary>A mentee in the snapshot of a run; mentors are meant by their places.</summary>
sealed record RunMentee(
    int Place, Guid UserId, IReadOnlyList<string> Topics, IReadOnlyList<string> Languages, string? City, string? TimeZone, string? Company,
    string? Gender, string? PreferredGender, bool ExcludesSameCompany, int? Batch, IReadOnlyList<int> Preferred, IReadOnlyList<int> Excluded)
    : IApplicant;

/// <summary>What an explanation compares: of a snapshot, or of an application of now.</summary>
interface IApplicant
{
    IReadOnlyList<string> Topics { get; }

    IReadOnlyList<string> Languages { get; }

    string? City { get; }

    string? TimeZone { get; }

    string? Gender { get; }
}

/// <summary>Writes, reads and hashes the input of a run.</summary>
static class RunSnapshot
{
    /// <summary>Returns the hash of an input: equal inputs have equal hashes on every machine.</summary>
    public static string Hash(
        MatchingPolicy policy, MatchingWeights w, long seed, IReadOnlyList<RunMentor> mentors, IReadOnlyList<RunMentee> mentees)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{policy.ToText()} {w.Topic} {w.Language} {w.City} {w.TimeZone} {w.Preference} {w.Gender} {seed}\n")));
        hash.AppendData(Json(mentors));
        hash.AppendData(Json(mentees));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static async Task InsertAsync(
        NpgsqlConnection db, Guid runId, IReadOnlyList<RunMentor> mentors, IReadOnlyList<RunMentee> mentees, CancellationToken ct)
    {
        const string insertMentors = """
            insert into mentorship_run_mentor
                (run_id, place, user_id, topics, languages, city, time_zone, company, gender, excludes_same_company, batch, capacity)
            select $1, place, user_id, topics, languages, city, time_zone, company, gender, excludes_same_company, batch, capacity
            from jsonb_to_recordset($2::jsonb) as r (
                place int, user_id uuid, topics text[], languages text[], city text, time_zone text, company text, gender text,
                excludes_same_company boolean, batch int, capacity int)
            """;
        const string insertMentees = """
            insert into mentorship_run_mentee
                (run_id, place, user_id, topics, languages, city, time_zone, company, gender, preferred_gender, excludes_same_company,
                 batch, preferred, excluded)
            select $1, place, user_id, topics, languages, city, time_zone, company, gender, preferred_gender, excludes_same_company,
                   batch, preferred, excluded
            from jsonb_to_recordset($2::jsonb) as r (
                place int, user_id uuid, topics text[], languages text[], city text, time_zone text, company text, gender text,
                preferred_gender text, excludes_same_company boolean, batch int, preferred int[], excluded int[])
            """;

        await db.ExecuteAsync(insertMentors, [runId, Encoding.UTF8.GetString(Json(mentors))], ct);
        await db.ExecuteAsync(insertMentees, [runId, Encoding.UTF8.GetString(Json(mentees))], ct);
    }

    public static Task<List<RunMentor>> ListMentorsAsync(NpgsqlConnection db, Guid runId, CancellationToken ct)
    {
        const string sql = $"select {MentorColumns} from mentorship_run_mentor m where m.run_id = $1 order by m.place";

        return db.QueryAsync(sql, [runId], row => ReadMentor(row, 0), ct);
    }

    public static Task<List<RunMentee>> ListMenteesAsync(NpgsqlConnection db, Guid runId, CancellationToken ct)
    {
        const string sql = $"select {MenteeColumns} from mentorship_run_mentee e where e.run_id = $1 order by e.place";

        return db.QueryAsync(sql, [runId], row => ReadMentee(row, 0), ct);
    }

    internal const string MentorColumns =
        "m.place, m.user_id, m.topics, m.languages, m.city, m.time_zone, m.company, m.gender, m.excludes_same_company, m.batch, m.capacity";

    internal const string MenteeColumns = """
        e.place, e.user_id, e.topics, e.languages, e.city, e.time_zone, e.company, e.gender, e.preferred_gender, e.excludes_same_company,
        e.batch, e.preferred, e.excluded
        """;

    internal static RunMentor ReadMentor(NpgsqlDataReader row, int first) => new(
        row.GetInt32(first), row.GetGuid(first + 1), row.GetFieldValue<string[]>(first + 2), row.GetFieldValue<string[]>(first + 3),
        row.NullableString(first + 4), row.NullableString(first + 5), row.NullableString(first + 6), row.NullableString(first + 7),
        row.GetBoolean(first + 8), row.Nullable<int>(first + 9), row.GetInt32(first + 10));

    internal static RunMentee ReadMentee(NpgsqlDataReader row, int first) => new(
        row.GetInt32(first), row.GetGuid(first + 1), row.GetFieldValue<string[]>(first + 2), row.GetFieldValue<string[]>(first + 3),
        row.NullableString(first + 4), row.NullableString(first + 5), row.NullableString(first + 6), row.NullableString(first + 7),
        row.NullableString(first + 8), row.GetBoolean(first + 9), row.Nullable<int>(first + 10), row.GetFieldValue<int[]>(first + 11),
        row.GetFieldValue<int[]>(first + 12));

    static byte[] Json(IReadOnlyList<RunMentor> mentors) => JsonSerializer.SerializeToUtf8Bytes(mentors, RunJson.Default.IReadOnlyListRunMentor);

    static byte[] Json(IReadOnlyList<RunMentee> mentees) => JsonSerializer.SerializeToUtf8Bytes(mentees, RunJson.Default.IReadOnlyListRunMentee);
}

/// <summary>Serializes snapshots; the names are the columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<RunMentor>))]
[JsonSerializable(typeof(IReadOnlyList<RunMentee>))]
sealed partial class RunJson : JsonSerializerContext;
