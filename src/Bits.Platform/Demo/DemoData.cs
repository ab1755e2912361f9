using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Demo;

/// <summary>How far the seeding is.</summary>
/// <param name="Step">What it is doing.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">Of how many.</param>
public readonly record struct DemoProgress(string Step, int Done, int Total);

/// <summary>Fills a database with a network that does not exist: people, batches, chapters, groups, posts. The same
/// number gives the same data; doing it again adds nothing.</summary>
public sealed class DemoData(
    SystemPipeline pipeline, AccountDirectory accounts, ChapterDirectory chapters, Memberships memberships,
    GroupsDemo groups)
{
    const int ChunkSize = 2_000;
    static readonly SystemTask Seeding = SystemTask.OfOperator("demo.seed", AuditClass.Access);
    static readonly Change By = Change.BySystem("demo data");

    /// <summary>Whether there is demo data with at least so many users.</summary>
    public Task<bool> IsThereAsync(int users, CancellationToken ct) => pipeline.RunAsync(
        Seeding, async call =>
        {
            call.Audit.If(changed: false);
            return await accounts.FindByEmailAsync(call.Db, DemoPeople.Take(users).Last().Account.Email, ct) is not null;
        }, ct);

    /// <summary>Fills the database.</summary>
    /// <param name="users">How many people; at least 10.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Stops it; doing it again goes on from there.</param>
    public async Task SeedAsync(int users, IProgress<DemoProgress>? progress, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(users, 10);

        var random = new Random(20260101);
        var founded = await pipeline.RunAsync(Seeding, call => groups.FoundAsync(call.Db, ct), ct);
        var people = new List<Guid>(users);
        foreach (var chunk in DemoPeople.Take(users).Chunk(ChunkSize))
        {
            people.AddRange(await pipeline.RunAsync(
                Seeding, call => WriteAsync(call.Db, chunk, founded, random, owner: people.Count == 0, ct), ct));
            progress?.Report(new("people", people.Count, users));
        }

        await groups.PostAsync(founded, people, progress, ct);
    }

    async Task<IEnumerable<Guid>> WriteAsync(
        NpgsqlConnection db, DemoPerson[] people, IReadOnlyList<Group> founded, Random random, bool owner,
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
            members.AddRange(founded
                .Where(_ => random.Next(founded.Count) < 2)
                .Select(group => new NewMember(id, group.Scope)));
        }

        if (owner)
            members = [.. founded.Select(g => new NewMember(users[0].Id, g.Scope, MemberRole.Owner)), .. members];

        await memberships.AddMembersAsync(db, [.. members.DistinctBy(m => (m.UserId, m.Scope))], By, ct: ct);
        return users.Select(u => u.Id);
    }
}
