using System.ComponentModel.DataAnnotations;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Bounds how many different people one member lists or opens in a day (UTC), which keeps the directory from being copied.
/// Other features that list what people show count them here too.</summary>
public sealed class PeopleSeen(NpgsqlDataSource primary, IOptions<DirectoryOptions> options)
{
    /// <summary>Counts people whom a member is about to see. Those of today count once; a refused call counts too.</summary>
    /// <exception cref="FaultException">The member has seen as many as one may in a day, and these are others.</exception>
    public async Task CountAsync(Guid userId, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        // Calls of one member take turns: many at once would each find room.
        const string turn = "select pg_advisory_xact_lock(hashtextextended('directory.seen:' || $1, 0))";
        const string sql = """
            with added as (
                insert into directory_seen (user_id, day, person_id)
                select $1, (now() at time zone 'utc')::date, id
                from unnest($2::uuid[]) as n (id)
                where id <> $1
                  and (select count(*) from directory_seen where user_id = $1 and day = (now() at time zone 'utc')::date) < $3
                on conflict do nothing
                returning person_id
            )
            select count(*)
            from unnest($2::uuid[]) as n (id)
            where id <> $1 and id not in (select person_id from added)
              and not exists (
                  select from directory_seen
                  where user_id = $1 and day = (now() at time zone 'utc')::date and person_id = n.id)
            """;

        if (people.Count == 0)
            return;

        await using var db = await primary.OpenConnectionAsync(ct);
        // In one round trip and one transaction; the second statement sees what the call before has counted.
        await using var batch = new NpgsqlBatch(db)
        {
            BatchCommands =
            {
                new(turn) { Parameters = { new() { Value = userId.ToString() } } },
                new(sql)
                {
                    Parameters = { new() { Value = userId }, new() { Value = people.ToArray() }, new() { Value = options.Value.PeopleADay } },
                },
            },
        };
        await using var refused = await batch.ExecuteReaderAsync(ct);
        await refused.NextResultAsync(ct);
        await refused.ReadAsync(ct);
        if (refused.GetInt64(0) > 0)
            throw FaultException.ResourceExhausted(
                "people_a_day",
                $"You have seen {options.Value.PeopleADay:N0} different people today, the most that a member sees in a day. "
                + "Those of today stay open; others open again after midnight UTC.", retryAfter: null);
    }
}

/// <summary>Settings of the directory.</summary>
public sealed class DirectoryOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Directory";

    /// <summary>Gets or sets how many different people a member lists or opens in a day. Default 1,500.</summary>
    [Range(1, 1_000_000)]
    public int PeopleADay { get; set; } = 1_500;

    /// <summary>Gets or sets whether the process answers searches from its memory, about 1 KiB for each person. Default true.
    /// </summary>
    public bool Live { get; set; } = true;

    /// <summary>Gets or sets how many people one export holds. Default 200.</summary>
    [Range(1, 10_000)]
    public int PeoplePerExport { get; set; } = 200;

    /// <summary>Gets or sets the domains of the institute's e-mail, such as <c>pilani.example.edu</c>: a sign-in by a mailbox there
    /// verifies a person. Subdomains count only if they are listed. Default: none.</summary>
    public string[] InstituteDomains { get; set; } = [];

    /// <summary>Returns whether an address is of the institute.</summary>
    internal bool IsOfInstitute(string address) =>
        InstituteDomains.Contains(address[(address.LastIndexOf('@') + 1)..], StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks the domains.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => InstituteDomains
        .Where(domain => Uri.CheckHostName(domain) != UriHostNameType.Dns || !domain.Contains('.', StringComparison.Ordinal))
        .Select(domain => new ValidationResult($"{Section}:InstituteDomains has '{domain}'; list domains such as pilani.example.edu."));
}
