using System.Text.Json;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>The profile of a person, whole. Only <see cref="VisibleTo"/> leaves the feature.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Fields">All fields.</param>
/// <param name="Audiences">The audience of each field.</param>
/// <param name="Version">Rises with each change; 0 before the first.</param>
sealed record Profile(
    Guid UserId, ProfileFields Fields, IReadOnlyDictionary<ProfileField, Audience> Audiences, int Version)
{
    const string Columns = """
        user_id, spoken_name, nicknames, former_names, headline, degree, branch, city, company, title, industry, skills, languages,
        links, phone, email, open_to, photo_id, audiences, version
        """;

    /// <summary>Returns the profile of a person who has none yet.</summary>
    public static Profile Of(Guid userId) => new(userId, ProfileFields.Empty, FieldRules.Defaults, Version: 0);

    /// <summary>Returns the fields that a viewer may see.</summary>
    public ProfileFields VisibleTo(Relation relation) => FieldRules.All
        .Where(rule => !relation.Sees(Audiences[rule.Field]))
        .Aggregate(Fields, (fields, rule) => rule.Without(fields));

    /// <summary>Reads the profiles of people, in any order; one who has none yet gets an empty one.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Profile>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        const string sql = $"select {Columns} from directory_profile where user_id = any($1)";

        var found = (await db.QueryAsync(sql, [people.ToArray()], Read, ct)).ToDictionary(profile => profile.UserId);
        return people.Distinct().ToDictionary(id => id, id => found.GetValueOrDefault(id) ?? Of(id));
    }

    /// <summary>Reads the profile of one person and keeps others from changing it until the transaction ends.</summary>
    public static async Task<Profile> LockAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string create = """
            insert into directory_profile (user_id, audiences, version) values ($1, $2::jsonb, 0) on conflict do nothing
            """;
        const string sql = $"select {Columns} from directory_profile where user_id = $1 for update";

        await db.ExecuteAsync(create, [userId, ToJson(FieldRules.Defaults)], ct);
        return (await db.FindAsync(sql, [userId], Read, ct))!;
    }

    /// <summary>Writes the profile over the locked one.</summary>
    public Task SaveAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            update directory_profile
            set spoken_name = $2, nicknames = $3, former_names = $4, headline = $5, degree = $6, branch = $7, city = $8,
                company = $9, title = $10, industry = $11, skills = $12, languages = $13, links = $14, phone = $15, email = $16,
                open_to = $17, photo_id = $18, audiences = $19::jsonb, version = $20, updated_at = now()
            where user_id = $1
            """;

        return db.ExecuteAsync(
            sql,
            [
                UserId, Fields.SpokenName, Fields.Nicknames.ToArray(), Fields.FormerNames.ToArray(), Fields.Headline, Fields.Degree,
                Fields.Branch, Fields.City, Fields.Company, Fields.Title, Fields.Industry, Fields.Skills.ToArray(),
                Fields.Languages.ToArray(), Fields.Links.ToArray(), Fields.Phone, Fields.Email,
                Fields.OpenTo.Select(value => value.ToText()).ToArray(), Fields.PhotoId, ToJson(Audiences), Version,
            ], ct);
    }

    /// <summary>Returns audiences as they are stored.</summary>
    public static string ToJson(IReadOnlyDictionary<ProfileField, Audience> audiences) =>
        JsonSerializer.Serialize(audiences.ToDictionary(pair => pair.Key.ToText(), pair => pair.Value.ToText()), DirectoryJson.Default.DictionaryStringString);

    // A field that is newer than the row has its default.
    static Dictionary<ProfileField, Audience> FromJson(string json)
    {
        var audiences = FieldRules.Defaults.ToDictionary();
        foreach (var (field, audience) in JsonSerializer.Deserialize(json, DirectoryJson.Default.DictionaryStringString)!)
            audiences[EnumText.Parse<ProfileField>(field)] = EnumText.Parse<Audience>(audience);
        return audiences;
    }

    static Profile Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        new(
            SpokenName: row.NullableString(1), Nicknames: Texts(row, 2), FormerNames: Texts(row, 3), Headline: row.NullableString(4),
            Degree: row.NullableString(5), Branch: row.NullableString(6), City: row.NullableString(7), Company: row.NullableString(8),
            Title: row.NullableString(9), Industry: row.NullableString(10), Skills: Texts(row, 11), Languages: Texts(row, 12),
            Links: Texts(row, 13), Phone: row.NullableString(14), Email: row.NullableString(15),
            OpenTo: [.. Texts(row, 16).Select(EnumText.Parse<OpenTo>)], PhotoId: row.Nullable<Guid>(17)),
        FromJson(row.GetString(18)), row.GetInt32(19));

    static string[] Texts(NpgsqlDataReader row, int column) => row.GetFieldValue<string[]>(column);
}
