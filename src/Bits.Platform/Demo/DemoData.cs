using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Demo;

/// <summary>The progress of the seeding.</summary>
/// <param name="Step">The current step.</param>
/// <param name="Done">The number done.</param>
/// <param name="Total">The total.</param>
public readonly record struct DemoProgress(string Step, int Done, int Total);

/// <summary>Seeds a database with a fictional network: people, batches, chapters, groups, posts. The same number gives
/// the same data; a second run adds nothing.</summary>
public sealed class DemoData(
    SystemPipeline pipeline, AccountDirectory accounts, ChapterDirectory chapters, Memberships memberships,
    IServiceProvider services)
{
    const int ChunkSize = 2_000;
    static readonly SystemTask Seeding = SystemTask.OfOperator("demo.seed", AuditClass.Access);
    static readonly Change By = Change.BySystem("demo data");

    /// <summary>Returns whether there is demo data with at least this many users.</summary>
    public Task<bool> IsThereAsync(int users, CancellationToken ct) => pipeline.RunAsync(
        Seeding, async call =>
        {
            call.Audit.If(changed: false);
            return await accounts.FindByEmailAsync(call.Db, DemoPeople.Take(users).Last().Account.Email, ct) is not null;
        }, ct);

    /// <summary>Lists the well-known people of the demo data, for the sign-in in Development; empty without demo
    /// data.</summary>
    public Task<IReadOnlyList<Account>> ListPeopleAsync(CancellationToken ct) => pipeline.RunAsync<IReadOnlyList<Account>>(
        Seeding, async call =>
        {
            call.Audit.If(changed: false);
            var people = new List<Account>();
            foreach (var person in DemoPeople.Take(DemoPeople.WellKnownPeople))
                if (await accounts.FindByEmailAsync(call.Db, person.Account.Email, ct) is { } account)
                    people.Add(account);

            return people;
        }, ct);

    /// <summary>Seeds the database.</summary>
    /// <param name="users">The number of people; at least 10.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="ct">Stops the seeding; a second run continues.</param>
    public async Task SeedAsync(int users, IProgress<DemoProgress>? progress, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(users, 10);

        var random = new Random(20260101);
        var seeds = services.GetServices<IDemoSeed>().ToList();
        var scopes = new List<Scope>();
        foreach (var seed in seeds)
            scopes.AddRange(await pipeline.RunAsync(Seeding, call => seed.CreateScopesAsync(call.Db, ct), ct));
        var people = new List<Guid>(users);
        foreach (var chunk in DemoPeople.Take(users).Chunk(ChunkSize))
        {
            people.AddRange(await pipeline.RunAsync(
                Seeding, call => WriteAsync(call.Db, chunk, scopes, random, owner: people.Count == 0, ct), ct));
            progress?.Report(new("people", people.Count, users));
        }

        foreach (var seed in seeds)
            await seed.AddContentAsync(people, progress, ct);
    }

    async Task<IEnumerable<Guid>> WriteAsync(
        NpgsqlConnection db, DemoPerson[] people, IReadOnlyList<Scope> scopes, Random random, bool owner,
        CancellationToken ct)
    {
        var users = await accounts.UpsertAsync(db, [.. people.Select(p => p.Account)], ct);
        foreach (var staff in DemoPeople.Staff)
            if (Array.FindIndex(people, person => person.Account.Email == staff.Email) is >= 0 and var at)
                await AccountDirectory.SetRoleAsync(db, users[at].Id, staff.Role, ct);
        var (chapterIds, _) = await chapters.EnsureAsync(db, [.. people.Select(p => p.Chapter)], ct);

        List<NewMember> members = [];
        foreach (var (person, (id, _)) in people.Zip(users))
        {
            members.Add(new(id, Scope.Batch(person.Batch)));
            members.Add(new(id, Scope.Chapter(chapterIds[person.Chapter])));
            members.AddRange(scopes
                .Where(_ => random.Next(scopes.Count) < 2)
                .Select(scope => new NewMember(id, scope)));
        }

        if (owner)
            members = [.. scopes.Select(scope => new NewMember(users[0].Id, scope, MemberRole.Owner)), .. members];

        await memberships.AddMembersAsync(db, [.. members.DistinctBy(m => (m.UserId, m.Scope))], By, ct: ct);
        return users.Select(u => u.Id);
    }
}
