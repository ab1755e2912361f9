using System.Data;
using System.Globalization;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.People.Backfill;

/// <summary>Configures a backfill.</summary>
/// <param name="DryRun">Whether to roll everything back and only report; reads all accounts, stores no position.</param>
/// <param name="Restart">Whether to abandon an interrupted run and start over.</param>
/// <param name="ChunkSize">The number of accounts per transaction, 1 to 5,000.</param>
public sealed record BackfillOptions(bool DryRun = false, bool Restart = false, int ChunkSize = 1_000);

/// <summary>Adds the memberships in batches and chapters that follow from the data of Phase 1, by
/// <see cref="BackfillRules"/>.</summary>
/// <remarks>
/// <para>Only adds rows, and only when no row exists: a user who left, was removed or is banned has a row. Does not
/// change roles. Reports, and does not remove, what the profile no longer says. So a second run adds nothing, and no
/// user's action is undone.</para>
/// <para>Each chunk is one transaction that also stores the position: a killed run continues after the last commit,
/// with the same result as an uninterrupted one. Transactions are repeatable read: a concurrent change repeats the
/// chunk. Two runs at once share the work.</para>
/// </remarks>
public sealed class MembershipBackfill(
    SystemPipeline pipeline, Phase1Profiles profiles, ChapterDirectory chapters, Memberships memberships)
{
    const int MaxMembershipsOfOne = 10_000;
    static readonly AuditField Added = new("memberships_added");
    static readonly SystemTask Filling = SystemTask.OfOperator("membership.backfill") with
    {
        Isolation = IsolationLevel.RepeatableRead,
    };

    /// <summary>The prefix of its reasons in the ledger.</summary>
    public const string ReasonPrefix = "backfill from Phase 1: ";

    /// <summary>Runs until all accounts are done.</summary>
    /// <param name="options">The options.</param>
    /// <param name="progress">Receives the number of completed accounts.</param>
    /// <param name="ct">Stops the backfill after the current chunk.</param>
    /// <returns>The report of the whole run, including the part before an interruption.</returns>
    public async Task<BackfillReport> RunAsync(BackfillOptions options, IProgress<int>? progress, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ChunkSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.ChunkSize, 5_000, nameof(options));

        var run = await BeginAsync(options, ct);
        while (!run.Finished)
        {
            run = await RepeatAsync(run, options, ct);
            progress?.Report(run.Report.Users);
        }

        return run.Report;
    }

    async Task<BackfillRun> BeginAsync(BackfillOptions options, CancellationToken ct)
    {
        if (options.DryRun)
            return new(Guid.Empty, Guid.Empty, new(), Finished: false);

        return await pipeline.RunAsync(
            SystemTask.OfOperator("membership.backfill"), async call =>
            {
                call.Audit.If(changed: false);
                return await BackfillRuns.OpenAsync(call.Db, options.Restart, ct);
            }, ct);
    }

    async Task<BackfillRun> RepeatAsync(BackfillRun run, BackfillOptions options, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await pipeline.RunAsync(Filling, call => StepAsync(call, run, options, ct), ct, options.DryRun);
            }
            catch (PostgresException e) when (SerializationRetry.IsConflict(e))
            {
                // Another run or a user changed one of these rows: repeat the chunk.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 50)), ct);
            }
        }
    }

    async Task<BackfillRun> StepAsync(
        SystemCall call, BackfillRun run, BackfillOptions options, CancellationToken ct)
    {
        if (!options.DryRun)
            run = await BackfillRuns.LockAsync(call.Db, run.Id, ct);
        if (run.Finished)
            return run;

        var page = await profiles.ListAsync(call.Db, run.Position, options.ChunkSize, ct);
        var report = run.Report.Copy();
        report.Users += page.Count;
        await WriteAsync(call.Db, page, report, ct);
        var added = report.Total().Added - run.Report.Total().Added;
        call.Audit.Changed(Added, from: null, added).If(added > 0);

        run = run with
        {
            Position = page is [.., var last] ? last.UserId : run.Position,
            Report = report,
            Finished = page.Count < options.ChunkSize,
        };
        if (!options.DryRun)
            await BackfillRuns.SaveAsync(call.Db, run, ct);
        return run;
    }

    async Task WriteAsync(
        NpgsqlConnection db, IReadOnlyList<Phase1Profile> page, BackfillReport report, CancellationToken ct)
    {
        var names = await chapters.ListAsync(db, ct);
        var missing = new List<(Guid UserId, BackfillClaim Claim)>();
        foreach (var profile in page)
        {
            var findings = BackfillRules.Apply(profile, names);
            var rows = await memberships.ListByUserAsync(db, profile.UserId, limit: MaxMembershipsOfOne, ct: ct);
            missing.AddRange(Compare(findings, rows, report).Select(claim => (profile.UserId, claim)));
        }

        foreach (var rule in missing.GroupBy(m => m.Claim.Rule))
            await AddAsync(db, rule.Key, [.. rule.Select(m => new NewMember(m.UserId, m.Claim.Scope))], report, ct);
    }

    // Counts existing rows, and returns the missing ones.
    static IEnumerable<BackfillClaim> Compare(BackfillFindings findings, IReadOnlyList<Member> rows, BackfillReport report)
    {
        foreach (var problem in findings.Unresolved)
            report.AddUnresolved(problem);
        foreach (var stale in rows.Where(row => IsStale(row, findings)))
            report.AddConflict(stale, "an earlier backfill added it, but the profile no longer names it");

        foreach (var claim in findings.Claims)
        {
            switch (rows.FirstOrDefault(row => row.Scope == claim.Scope))
            {
                case null: yield return claim; break;
                case { State: MemberState.Active }: report.In(claim.Scope).Unchanged++; break;
                case { State: MemberState.Banned }: report.In(claim.Scope).Banned++; break;
                case var left: report.AddConflict(left, Left(left)); break;
            }
        }
    }

    static bool IsStale(Member row, BackfillFindings findings) =>
        row is { State: MemberState.Active, ChangedBy: null }
        && row.Reason.StartsWith(ReasonPrefix, StringComparison.Ordinal)
        && findings.Claims.All(claim => claim.Scope != row.Scope);

    static string Left(Member row) => string.Create(
        CultureInfo.InvariantCulture, $"left on {row.Since.UtcDateTime:yyyy-MM-dd} by {row.ChangedBy?.ToString() ?? "the system"}");

    async Task AddAsync(
        NpgsqlConnection db, string rule, IReadOnlyList<NewMember> members, BackfillReport report, CancellationToken ct)
    {
        var outcomes = await memberships.AddMembersAsync(db, members, Change.BySystem(ReasonPrefix + rule), ct: ct);
        foreach (var (member, outcome) in members.Zip(outcomes))
        {
            if (outcome != AddOutcome.Added)
                throw new InvalidOperationException($"The membership of {member.UserId} in {member.Scope} changed within this snapshot.");
            report.In(member.Scope).Added++;
        }
    }
}
