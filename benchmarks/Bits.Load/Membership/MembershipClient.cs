using Bits.Membership;
using Npgsql;

namespace Bits.Load.Membership;

/// <summary>Somebody who reads memberships over a connection of their own, by the library or without it.</summary>
sealed class MembershipClient : IAsyncDisposable
{
    readonly Memberships _memberships;
    readonly NpgsqlConnection _db;
    readonly BareReads _bare;
    readonly Question[] _questions;
    int _next;

    MembershipClient(Memberships memberships, NpgsqlConnection db, BareReads bare, Question[] questions) =>
        (_memberships, _db, _bare, _questions) = (memberships, db, bare, questions);

    /// <summary>Connects clients, each with questions of its own.</summary>
    public static async Task<MembershipClient[]> ConnectAsync(FilledMembers members, int count, CancellationToken ct)
    {
        const int questions = 20_000;

        var clients = new MembershipClient[count];
        for (var i = 0; i < count; i++)
        {
            var db = await members.Schema.DataSource.OpenConnectionAsync(ct);
            clients[i] = new(
                new(members.Schema.DataSource), db, await BareReads.PrepareAsync(db, ct),
                members.Ask(questions, new Random(i)));
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

    public async Task TagsAsync(CancellationToken ct) =>
        Check(await _memberships.AudienceTagsAsync(_db, Next().UserId, ct));

    public async Task TagsBareAsync(CancellationToken ct) => Check(await _bare.AudienceTagsAsync(Next().UserId, ct));

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

    Question Next() => _questions[_next++ % _questions.Length];

    // A figure of wrong answers is none.
    static void Check(Question question, bool answer)
    {
        if (answer != question.IsMember)
            throw new InvalidOperationException($"{question} was answered with {answer}.");
    }

    static void Check(IReadOnlyList<string> tags)
    {
        if (tags.Count != FilledMembers.ScopesPerUser)
            throw new InvalidOperationException($"There are {tags.Count} tags.");
    }
}
