using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.People;

/// <summary>The report of an import, or of a dry run.</summary>
public sealed record ImportReport
{
    /// <summary>Gets the number of new people.</summary>
    public int Created { get; internal set; }

    /// <summary>Gets the number of existing people with a new name or batch.</summary>
    public int Updated { get; internal set; }

    /// <summary>Gets the number of unchanged people.</summary>
    public int Unchanged { get; internal set; }

    /// <summary>Gets the number of new memberships in batches and chapters.</summary>
    public int MembershipsAdded { get; internal set; }

    /// <summary>Gets the new chapters.</summary>
    public SortedSet<string> NewChapters { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the problems, by line.</summary>
    public List<LineProblem> Rejected { get; } = [];
}

/// <summary>Imports people from a file: their accounts, their memberships in batch and chapter, and that the institute has them
/// in its records.</summary>
/// <remarks>Imports good lines even when others are bad. Idempotent: a second run changes nothing. Never removes a
/// membership and never lifts a ban. Each thousand lines are one transaction; run it again after an
/// interruption.</remarks>
public sealed class PeopleImport(
    SystemPipeline pipeline, AccountDirectory accounts, ChapterDirectory chapters, Memberships memberships, Verifications verifications)
{
    const int ChunkSize = 1_000;
    static readonly Change By = Change.BySystem("imported from a file of people");

    /// <summary>Imports a file.</summary>
    /// <param name="file">The file, after its header.</param>
    /// <param name="dryRun">Whether to roll everything back and only report.</param>
    /// <param name="progress">Receives the number of the current line.</param>
    /// <param name="ct">Stops the import after the current thousand.</param>
    public async Task<ImportReport> RunAsync(
        PeopleFile file, bool dryRun, IProgress<int>? progress, CancellationToken ct)
    {
        var report = new ImportReport();
        var chunk = new List<PersonLine>(ChunkSize);
        await foreach (var (person, problems) in file.ReadAsync(ct))
        {
            report.Rejected.AddRange(problems);
            if (person is not null)
                chunk.Add(person);
            if (chunk.Count < ChunkSize)
                continue;

            await WriteAsync(chunk, report, dryRun, ct);
            progress?.Report(chunk[^1].Line);
            chunk.Clear();
        }

        await WriteAsync(chunk, report, dryRun, ct);
        report.Rejected.Sort((a, b) => a.Line.CompareTo(b.Line));
        return report;
    }

    async Task WriteAsync(List<PersonLine> people, ImportReport report, bool dryRun, CancellationToken ct)
    {
        var task = SystemTask.OfOperator("people.import");
        var written = await pipeline.RunAsync(task, call => WriteAsync(call, people, ct), ct, dryRun);

        Count(report, written.Users);
        report.NewChapters.UnionWith(written.NewChapters);
        report.MembershipsAdded += written.Memberships;
        report.Rejected.AddRange(written.Rejected);
    }

    async Task<Written> WriteAsync(SystemCall call, List<PersonLine> people, CancellationToken ct)
    {
        var db = call.Db;
        var users = await accounts.UpsertAsync(
            db, [.. people.Select(p => new NewAccount(p.Email, p.Name, p.Batch) { Campus = p.Campus })], ct);
        var (chapterIds, newChapters) = await chapters.EnsureAsync(
            db, [.. people.Select(p => p.Chapter).OfType<string>()], ct);

        var added = people.Zip(users, (person, user) => (Line: person, UserId: user.Id))
            .SelectMany(p => Scopes(p.Line, chapterIds), (p, scope) => (p.Line, Member: new NewMember(p.UserId, scope)))
            .ToList();
        var outcomes = await memberships.AddMembersAsync(db, [.. added.Select(a => a.Member)], By, ct: ct);

        var written = new Written(
            [.. users.Select(u => u.Outcome)], newChapters, outcomes.Count(o => o == AddOutcome.Added),
            await verifications.RecordImportedAsync(db, [.. users.Select(user => user.Id)], ct),
            [
                .. from pair in added.Zip(outcomes, (a, outcome) => (a.Line, a.Member.Scope, Outcome: outcome))
                   where pair.Outcome == AddOutcome.Banned
                   select new LineProblem(
                       pair.Line.Line, pair.Scope.Type, "is banned there; an import does not lift a ban."),
            ]);
        written.Tell(call.Audit);
        return written;
    }

    // The writes of one transaction.
    sealed record Written(
        IReadOnlyList<UpsertOutcome> Users, IReadOnlyList<string> NewChapters, int Memberships, int Verified,
        IReadOnlyList<LineProblem> Rejected)
    {
        static readonly AuditField CreatedUsers = new("accounts_created");
        static readonly AuditField UpdatedUsers = new("accounts_updated");
        static readonly AuditField AddedMemberships = new("memberships_added");
        static readonly AuditField VerifiedPeople = new("people_verified");

        int Created => Users.Count(u => u == UpsertOutcome.Created);

        int Updated => Users.Count(u => u == UpsertOutcome.Updated);

        public void Tell(AuditTrail audit) => audit
            .Changed(CreatedUsers, from: null, Created)
            .Changed(UpdatedUsers, from: null, Updated)
            .Changed(AddedMemberships, from: null, Memberships)
            .Changed(VerifiedPeople, from: null, Verified)
            .If(Created + Updated + Memberships + Verified + NewChapters.Count > 0);
    }

    static IEnumerable<Scope> Scopes(PersonLine person, IReadOnlyDictionary<string, Guid> chapterIds)
    {
        yield return Scope.Batch(person.Batch);
        if (person.Chapter is { } chapter)
            yield return Scope.Chapter(chapterIds[chapter]);
    }

    static void Count(ImportReport report, IEnumerable<UpsertOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            _ = outcome switch
            {
                UpsertOutcome.Created => report.Created++,
                UpsertOutcome.Updated => report.Updated++,
                UpsertOutcome.Unchanged => report.Unchanged++,
            };
        }
    }
}
