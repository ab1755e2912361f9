using Bits.Load.Database;
using Bits.Load.Rpc;

namespace Bits.Load.Secrecy;

/// <summary>What names a group, or could: of a missing one the same was made up.</summary>
/// <param name="Group">Its id.</param>
/// <param name="Slug">Its slug.</param>
/// <param name="Post">A post in it.</param>
/// <param name="Word">A word that stands in its name and post only.</param>
sealed record SecretTraces(Guid Group, string Slug, Guid Post, string Word);

/// <summary>Secret groups with a post each, as many that do not exist, and an outsider.</summary>
/// <param name="Hidden">Of the secret groups.</param>
/// <param name="Missing">Of those that do not exist.</param>
/// <param name="Outsider">Somebody who belongs to none.</param>
sealed record SecretWorld(IReadOnlyList<SecretTraces> Hidden, IReadOnlyList<SecretTraces> Missing, Guid Outsider)
{
    /// <summary>Founds the groups.</summary>
    public static async Task<SecretWorld> FoundAsync(InProcessPlatform platform, LoadSchema schema, int groups, CancellationToken ct)
    {
        var (owner, outsider) = await ListUsersAsync(schema, ct);
        var random = new Random(20261130);
        var (hidden, missing) = (new List<SecretTraces>(), new List<SecretTraces>());
        for (var i = 0; i < groups; i++)
        {
            var word = Word(random);
            var created = await platform.CallAsync(owner, "groups.v1/CreateGroup", new { slug = (string?)null, name = $"Friends of {word}", visibility = "secret" }, ct);
            var group = created.GetProperty("groupId").GetGuid();
            var posted = await platform.CallAsync(owner, "groups.v1/PostToGroup", new { groupId = group, body = $"A {word} was seen." }, ct);
            var slug = (await platform.CallAsync(owner, "groups.v1/GetGroup", new { groupId = group }, ct)).GetProperty("slug").GetString();
            hidden.Add(new(group, slug ?? $"{group}", posted.GetProperty("postId").GetGuid(), word));
            missing.Add(new(Guid.CreateVersion7(), Other(slug) ?? $"{Guid.CreateVersion7()}", Guid.CreateVersion7(), Word(random)));
        }

        await schema.ExecuteAsync("vacuum analyze", [], ct);
        return new(hidden, missing, outsider);

        // Of the same form.
        string? Other(string? slug) =>
            slug is null ? null : string.Concat(slug.Select(c => char.IsAsciiDigit(c) ? (char)('0' + random.Next(10)) : char.IsAsciiLetter(c) ? (char)('a' + random.Next(6)) : c));
    }

    static string Word(Random random) => string.Create(12, random, (word, dice) =>
    {
        for (var i = 0; i < word.Length; i++)
            word[i] = i % 2 == 0 ? "bdfgklmnprtvz"[dice.Next(13)] : "aeiou"[dice.Next(5)];
    });

    static async Task<(Guid Owner, Guid Outsider)> ListUsersAsync(LoadSchema schema, CancellationToken ct)
    {
        await using var command = schema.DataSource.CreateCommand(
            "select id from accounts_user where disabled_at is null and platform_role is null order by id desc limit 2");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var owner = reader.GetGuid(0);
        await reader.ReadAsync(ct);
        return (owner, reader.GetGuid(0));
    }
}
