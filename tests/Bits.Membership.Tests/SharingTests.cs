using System.Data;
using Npgsql;

namespace Bits.Membership.Tests;

/// <summary>Who shares a scope with whom, and a copy of memberships that follows.</summary>
public sealed class SharingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly string[] Types = [ScopeTypes.Batch, ScopeTypes.Group];

    readonly Memberships _memberships = new(database.DataSource);
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Guid _bikram = Guid.CreateVersion7();
    readonly Guid _chitra = Guid.CreateVersion7();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_share_a_scope_while_both_are_active_members()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _memberships.JoinAsync(db, _asha, _rowing, Ct);
        await _memberships.JoinAsync(db, _bikram, _rowing, Ct);
        await _memberships.JoinAsync(db, _chitra, Scope.Group(Guid.CreateVersion7()), Ct);

        Assert.Equal(new[] { _asha, _bikram }.Order(), (await _memberships.ListSharingAsync(db, _asha, Types, Ct))[ScopeTypes.Group].Order());
        Assert.Equal([_bikram], (await _memberships.ListSharingAsync(db, _asha, [_bikram, _chitra], Types, Ct))[ScopeTypes.Group]);
        Assert.Empty(await _memberships.ListSharingAsync(db, _asha, [ScopeTypes.Batch], Ct));

        await _memberships.BanAsync(db, _bikram, _rowing, Change.BySystem("test"), ct: Ct);
        Assert.Empty((await _memberships.ListSharingAsync(db, _asha, [_bikram], Types, Ct))[ScopeTypes.Group]);
        Assert.Empty((await _memberships.ListSharingAsync(db, _bikram, Types, Ct))[ScopeTypes.Group]);
    }

    [Fact]
    public async Task A_membership_past_its_end_is_shared_no_more()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _memberships.JoinAsync(db, _asha, _rowing, Ct);
        await _memberships.AddMemberAsync(
            db, new(_bikram, _rowing) { Until = await database.DataSource.ValueAsync<DateTime>("select clock_timestamp() + interval '2 s'") },
            OnBanned.Refuse, Change.BySystem("test"), Ct);
        Assert.Contains(_bikram, (await _memberships.ListSharingAsync(db, _asha, Types, Ct))[ScopeTypes.Group]);

        await database.DataSource.EventuallyAsync(
            "select until < now() from memberships_membership where until < 'infinity'");
        Assert.DoesNotContain(_bikram, (await _memberships.ListSharingAsync(db, _asha, Types, Ct))[ScopeTypes.Group]);
    }

    [Fact]
    public async Task An_unknown_type_of_scope_is_refused_with_its_name()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);

        var refusal = await Assert.ThrowsAsync<InvalidArgumentException>(() => _memberships.ListSharingAsync(db, _asha, ["club"], Ct));

        Assert.Contains("club", refusal.Message, StringComparison.Ordinal);
    }

    // Transactions that stay open, commit late or roll back: what each snapshot sees, the copy has, and nothing else.
    [Fact]
    public async Task A_copy_that_follows_equals_the_table_at_every_snapshot()
    {
        var random = new Random(20261130);
        Guid[] users = [.. Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7())];
        Scope[] scopes = [_rowing, Scope.Group(Guid.CreateVersion7()), Scope.Batch(2018)];
        var writers = new List<(NpgsqlConnection Db, NpgsqlTransaction Tx)>();
        var (copy, snapshot) = (new HashSet<(Guid, Scope)>(), "");

        foreach (var step in Cases.Numbers(4_000))
        {
            await WriteAsync(random, users, scopes, writers);
            if (step % 3 != 0)
                continue;

            await using var db = await database.DataSource.OpenConnectionAsync(Ct);
            await using var tx = await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, Ct);
            var table = new HashSet<(Guid, Scope)>();
            await foreach (var member in _memberships.StreamActiveAsync(db, Types, Ct))
                table.Add((member.UserId, member.Scope));
            if (snapshot.Length == 0)
                copy = [.. table];
            else
                foreach (var t in (await ListSinceAsync(db, snapshot)).Where(t => Types.Contains(t.Scope.Type)))
                    _ = t.ToState == MemberState.Active ? copy.Add((t.UserId, t.Scope)) : copy.Remove((t.UserId, t.Scope));
            await using var command = new NpgsqlCommand("select pg_current_snapshot()::text", db);
            snapshot = (string)(await command.ExecuteScalarAsync(Ct))!;

            Assert.True(copy.SetEquals(table), $"step {step}");
        }

        foreach (var writer in writers)
            await writer.Db.DisposeAsync();
    }

    // Behind another statement, as a host would ask.
    static async Task<IReadOnlyList<Transition>> ListSinceAsync(NpgsqlConnection db, string snapshot)
    {
        var since = MembershipHistory.SinceRead(snapshot);
        var tags = Memberships.AudienceTagsRead(Guid.CreateVersion7());
        await using var batch = new NpgsqlBatch(db) { BatchCommands = { tags.Command, since.Command } };
        await using var reader = await batch.ExecuteReaderAsync(Ct);

        Assert.Empty(await tags.ReadAsync(reader, Ct));
        return await since.ReadAsync(reader, Ct);
    }

    async Task WriteAsync(Random random, Guid[] users, Scope[] scopes, List<(NpgsqlConnection Db, NpgsqlTransaction Tx)> writers)
    {
        if (writers.Count == 8 || (writers.Count > 0 && random.Next(3) == 0))
        {
            var (writer, open) = writers[random.Next(writers.Count)];
            await (random.Next(4) == 0 ? open.RollbackAsync(Ct) : open.CommitAsync(Ct));
            writers.Remove((writer, open));
            await writer.DisposeAsync();
            return;
        }

        var db = await database.DataSource.OpenConnectionAsync(Ct);
        var tx = await db.BeginTransactionAsync(Ct);
        await using (var patience = new NpgsqlCommand("set local lock_timeout = '50ms'", db))
            await patience.ExecuteNonQueryAsync(Ct);
        try
        {
            var (user, scope) = (users[random.Next(users.Length)], scopes[random.Next(scopes.Length)]);
            _ = random.Next(2) == 0
                ? (object)await _memberships.JoinAsync(db, user, scope, Ct)
                : await _memberships.LeaveAsync(db, user, scope, Ct);
            writers.Add((db, tx));
        }
        catch (PostgresException e) when (e.SqlState == "55P03")
        {
            await db.DisposeAsync(); // another open transaction has the row
        }
    }
}
