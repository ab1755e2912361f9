using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Writes many profiles at once, for demo data.</summary>
sealed class ProfileImport(DirectoryEntries entries)
{
    const string Separator = "\u001f"; // in no line of a profile

    /// <summary>Writes the profiles of people who have none yet, with what the directory finds of them.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="profiles">The profiles, each of another person.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The number of new profiles.</returns>
    public async Task<int> InsertAsync(NpgsqlConnection db, IReadOnlyList<Profile> profiles, CancellationToken ct)
    {
        // Lists have different lengths, which no array of arrays can have.
        const string sql = """
            insert into directory_profile (
                user_id, spoken_name, nicknames, former_names, headline, degree, branch, city, company, title, industry, skills,
                languages, links, phone, email, open_to, audiences, version)
            select id, spoken_name, string_to_array(nicknames, e'\x1f'), string_to_array(former_names, e'\x1f'), headline, degree,
                   branch, city, company, title, industry, string_to_array(skills, e'\x1f'), string_to_array(languages, e'\x1f'),
                   string_to_array(links, e'\x1f'), phone, email, string_to_array(open_to, e'\x1f'), audiences::jsonb, 1
            from unnest(
                $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[])
                as n (id, spoken_name, nicknames, former_names, headline, degree, branch, city, company, title, industry, skills,
                      languages, links, phone, email, open_to, audiences)
            on conflict on constraint directory_profile_pkey do nothing
            returning user_id
            """;

        var written = await db.QueryAsync(
            sql,
            [
                profiles.Select(p => p.UserId).ToArray(),
                Column(f => f.SpokenName), Column(f => Joined(f.Nicknames)), Column(f => Joined(f.FormerNames)), Column(f => f.Headline),
                Column(f => f.Degree), Column(f => f.Branch), Column(f => f.City), Column(f => f.Company), Column(f => f.Title),
                Column(f => f.Industry), Column(f => Joined(f.Skills)), Column(f => Joined(f.Languages)), Column(f => Joined(f.Links)),
                Column(f => f.Phone), Column(f => f.Email), Column(f => Joined(f.OpenTo.Select(value => value.ToText()))),
                profiles.Select(p => Profile.ToJson(p.Audiences)).ToArray(),
            ], row => row.GetGuid(0), ct);

        await entries.FollowAsync(db, written, ct);
        return written.Count;

        string?[] Column(Func<ProfileFields, string?> field) => [.. profiles.Select(p => field(p.Fields))];
    }

    static string Joined(IEnumerable<string> texts) => string.Join(Separator, texts);
}
