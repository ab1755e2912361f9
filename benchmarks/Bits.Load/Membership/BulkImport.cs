using System.Diagnostics;
using Bits.Load.Database;
using Bits.Membership;
using Npgsql;

namespace Bits.Load.Membership;

/// <summary>Makes people members of three scopes each, in bulk: other people every time.</summary>
sealed class BulkImport
{
    const int ScopesPerPerson = 3;
    const int Batches = 57;
    const int Chapters = 50;

    static readonly Change By = Change.BySystem("benchmark");

    readonly NpgsqlDataSource _dataSource;
    readonly Memberships _memberships;
    readonly int _people;
    readonly Guid[] _chapters = [.. Enumerable.Range(0, Chapters).Select(_ => Guid.CreateVersion7())];

    BulkImport(LoadSchema schema, int people) =>
        (_dataSource, _memberships, _people) = (schema.DataSource, new(schema.DataSource), people);

    /// <summary>How many memberships one import makes.</summary>
    public int Size => _people * ScopesPerPerson;

    /// <summary>Migrates an empty schema to import into.</summary>
    public static async Task<BulkImport> CreateAsync(LoadSchema schema, int people, CancellationToken ct)
    {
        await MembershipSchema.MigrateAsync(schema.DataSource, ct);
        return new(schema, people);
    }

    /// <summary>Imports, ledger and all, in one transaction; returns how many seconds it took.</summary>
    public async Task<double> RunAsync(CancellationToken ct)
    {
        var members = Compose();

        var started = Stopwatch.GetTimestamp();
        await using var db = await _dataSource.OpenConnectionAsync(ct);
        await using var tx = await db.BeginTransactionAsync(ct);
        var outcomes = await _memberships.AddMembersAsync(db, members, By, ct: ct);
        await tx.CommitAsync(ct);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        return outcomes.All(outcome => outcome == AddOutcome.Added)
            ? seconds
            : throw new InvalidOperationException("Somebody was a member already.");
    }

    NewMember[] Compose() =>
    [
        .. Enumerable.Range(0, _people).SelectMany(i =>
        {
            var id = Guid.CreateVersion7();
            return (NewMember[])
            [
                new(id, Scope.Batch(1970 + i % Batches)),
                new(id, Scope.Chapter(_chapters[i % Chapters])),
                new(id, Scope.Group(_chapters[(i + 1) % Chapters])),
            ];
        }),
    ];
}
