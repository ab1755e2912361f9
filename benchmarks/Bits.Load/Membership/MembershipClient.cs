using Bits.Membership;
using Npgsql;

namespace Bits.Load.Membership;

/// <summary>Somebody who reads memberships over a connection of their own, by the library or without it.</summary>
sealed class MembershipClient : IAsyncDisposable
{
    /// <summary>How many questions are asked at once.</summary>
    public const int BatchSize = 100;

    static readonly DateTimeOffset Now = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero); // long after all that was filled in

    readonly Memberships _memberships;
    readonly NpgsqlConnection _db;
    readonly BareReads _bare;
    readonly Question[] _questions;
    readonly Question[] _together;
    readonly Guid[] _joiners;
    int _next;

    MembershipClient(
        Memberships memberships, NpgsqlConnection db, BareReads bare, FilledMembers members, int questions, Random random)
    {
        (_memberships, _db, _bare) = (memberships, db, bare);
        _questions = members.Ask(questions, random);
        _together = members.AskTogether(questions / BatchSize, BatchSize, random);
        _joiners = [.. Enumerable.Range(0, questions).Select(_ => members.AskJoiner(random))];
    }

    /// <summary>Connects clients, each with questions of its own.</summary>
    public static async Task<MembershipClient[]> ConnectAsync(FilledMembers members, int count, CancellationToken ct)
    {
        const int questions = 20_000;

        var clients = new MembershipClient[count];
        for (var i = 0; i < count; i++)
        {
            var db = await members.Schema.DataSource.OpenConnectionAsync(ct);
            clients[i] = new(
                new(members.Schema.DataSource), db, await BareReads.PrepareAsync(db, ct), members, questions, new(i));
        }

        return clients;
    }

    public async Task IsMemberAsync(CancellationToken ct)
    {
        var question = Next();
        Check(question, await _memberships.IsMemberAsync(_db, question.UserId, question.Scope, ct));
    }

    public async Task IsMemberBareAsync(CancellationToken ct)
    {
        var question = Next();
        Check(question, await _bare.IsMemberAsync(question.UserId, question.Scope, ct));
    }

    /// <summary>Asks the next of the questions that belong together, by itself.</summary>
    public async Task IsMemberTogetherAsync(CancellationToken ct)
    {
        var question = _together[_next++ % _together.Length];
        Check(question, await _memberships.IsMemberAsync(_db, question.UserId, question.Scope, ct));
    }

    /// <summary>Asks a hundred questions that belong together at once.</summary>
    public Task AreMembersTogetherAsync(CancellationToken ct) => AreMembersAsync(_together, ct);

    /// <summary>Asks a hundred questions at once that have nothing to do with each other.</summary>
    public Task AreMembersAsync(CancellationToken ct) => AreMembersAsync(_questions, ct);

    public async Task WasMemberAsync(CancellationToken ct)
    {
        var question = Next();
        Check(question, await _memberships.History.WasMemberAsync(_db, question.UserId, question.Scope, Now, ct));
    }

    /// <summary>Reads the forty tags of a joiner.</summary>
    public async Task TagsAsync(CancellationToken ct)
    {
        var tags = await _memberships.AudienceTagsAsync(_db, _joiners[_next++ % _joiners.Length], ct);
        if (tags.Count != FilledMembers.ScopesPerJoiner)
            throw new InvalidOperationException($"There are {tags.Count} tags.");
    }

    /// <summary>Reads the page of everybody's group that so many members come before.</summary>
    public async Task PageAsync(int before, int limit, CancellationToken ct)
    {
        var page = await _memberships.ListByScopeAsync(
            _db, FilledMembers.Everybody, after: before == 0 ? null : FilledMembers.UserId(before - 1), limit: limit, ct: ct);
        if (page.Count != limit || page[0].UserId != FilledMembers.UserId(before))
            throw new InvalidOperationException($"The page behind {before} members is another one.");
    }

    public async ValueTask DisposeAsync()
    {
        await _bare.DisposeAsync();
        await _db.DisposeAsync();
    }

    async Task AreMembersAsync(Question[] all, CancellationToken ct)
    {
        var questions = new ArraySegment<Question>(all, BatchSize * (_next++ % (all.Length / BatchSize)), BatchSize);
        var answers = await _memberships.AreMembersAsync(_db, [.. questions.Select(q => new MemberKey(q.UserId, q.Scope))], ct);
        for (var i = 0; i < BatchSize; i++)
            Check(questions[i], answers[i]);
    }

    Question Next() => _questions[_next++ % _questions.Length];

    // A figure of wrong answers is none.
    static void Check(Question question, bool answer)
    {
        if (answer != question.IsMember)
            throw new InvalidOperationException($"{question} was answered with {answer}.");
    }
}
