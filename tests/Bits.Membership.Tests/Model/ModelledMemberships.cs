using Npgsql;

namespace Bits.Membership.Tests.Model;

/// <summary>The library and the model side by side, in a transaction that is rolled back: each step is done to both, and
/// both must say and show the same.</summary>
sealed class ModelledMemberships(Memberships memberships, NpgsqlConnection db)
{
    static readonly Change By = Change.BySystem("model");
    static readonly DateTimeOffset Ahead = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly MembershipModel _model = new();
    readonly Guid[] _users = [.. Enumerable.Range(0, Step.Users).Select(_ => Guid.CreateVersion7())];
    readonly Scope[] _scopes =
        [Scope.Group(Guid.CreateVersion7()), Scope.Chapter(Guid.CreateVersion7()), Scope.MentorshipProgramme(Guid.CreateVersion7())];
    readonly Dictionary<(int, int), string> _tokens = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task DoAsync(Step step)
    {
        var (expected, actual) = await TakeAsync(step);

        Assert.True(Equals(expected, actual), $"{step} came to {actual}, in the model to {expected}.");
        await CompareRowAsync(step.User, step.Scope);
        if (step.Verb is Verb.Transfer or Verb.AddInBulk)
            await CompareRowAsync(step.OtherUser, step.Scope);
    }

    public async Task CompareAllAsync()
    {
        for (var user = 0; user < Step.Users; user++)
        {
            for (var scope = 0; scope < Step.Scopes; scope++)
            {
                await CompareRowAsync(user, scope);
                await CompareHistoryAsync(user, scope);
            }

            Assert.Equal(
                Enumerable.Range(0, Step.Scopes).Where(s => IsMember(user, s)).Select(s => $"{_scopes[s]}").Order(StringComparer.Ordinal),
                await memberships.AudienceTagsAsync(db, _users[user], Ct));
        }

        for (var scope = 0; scope < Step.Scopes; scope++)
            await CompareRosterAsync(scope);
        await CompareBatchAsync();
    }

    async Task<(object Expected, object Actual)> TakeAsync(Step s)
    {
        var (user, scope) = (_users[s.User], _scopes[s.Scope]);
        return s.Verb switch
        {
            Verb.Join => (_model.Join(s.User, s.Scope), await memberships.JoinAsync(db, user, scope, Ct)),
            Verb.Leave => (_model.Remove(s.User, s.Scope), await memberships.LeaveAsync(db, user, scope, Ct)),
            Verb.Add => (
                _model.Add(s.User, s.Scope, s.Role, s.EndOfRole, s.Other ? OnBanned.Reinstate : OnBanned.Refuse),
                await memberships.AddMemberAsync(
                    db, New(s, s.User), s.Other ? OnBanned.Reinstate : OnBanned.Refuse, By, Ct)),
            Verb.AddInBulk => await AddInBulkAsync(s),
            Verb.Remove => (_model.Remove(s.User, s.Scope), await memberships.RemoveMemberAsync(db, user, scope, By, Ct)),
            Verb.Ban => (_model.Ban(s.User, s.Scope, s.End), await memberships.BanAsync(db, user, scope, By, Time(s.End), Ct)),
            Verb.Unban => (
                _model.Unban(s.User, s.Scope, s.Other ? AfterBan.AsBefore : AfterBan.Left),
                await memberships.UnbanAsync(db, user, scope, By, s.Other ? AfterBan.AsBefore : AfterBan.Left, Ct)),
            Verb.SetRole => (
                _model.SetRole(s.User, s.Scope, s.Role), await memberships.SetRoleAsync(db, user, scope, s.Role, By, Ct)),
            Verb.Transfer => (
                _model.Transfer(s.Scope, s.User, s.OtherUser),
                await memberships.TransferOwnershipAsync(db, scope, user, _users[s.OtherUser], By, Ct)),
            Verb.Request => (_model.Request(s.User, s.Scope), await memberships.Requests.SubmitAsync(db, user, scope, ct: Ct)),
            Verb.Approve => (
                _model.Approve(s.User, s.Scope), await memberships.Requests.ApproveAsync(db, await FindRequestAsync(s), By, Ct)),
            Verb.Reject => (_model.Reject(s.User, s.Scope), await memberships.Requests.RejectAsync(db, await FindRequestAsync(s), By, Ct)),
            Verb.Withdraw => (
                _model.Reject(s.User, s.Scope), await memberships.Requests.WithdrawAsync(db, user, await FindRequestAsync(s), Ct)),
            Verb.Invite => await InviteAsync(s),
            Verb.Accept => (
                _model.Accept(s.User, s.Scope),
                await memberships.Requests.AcceptAsync(db, user, _tokens.GetValueOrDefault((s.User, s.Scope), new('0', 64)), Ct)),
            Verb.PassTime => await PassTimeAsync(s.User),
            Verb.EndExpired => (_model.EndExpired(), await memberships.EndExpiredAsync(db, ct: Ct)),
            _ => throw new InvalidOperationException($"{s.Verb}"),
        };
    }

    async Task<(object, object)> AddInBulkAsync(Step s)
    {
        int[] users = [s.User, s.OtherUser, s.User];
        var expected = new AddOutcome[] { default, default, AddOutcome.Repeated };
        foreach (var line in new[] { 0, 1 }.OrderBy(line => _users[users[line]])) // as the library merges: in the order of keys
            expected[line] = _model.Add(users[line], s.Scope, s.Role, s.EndOfRole, OnBanned.Refuse);
        var actual = await memberships.AddMembersAsync(db, [.. users.Select(u => New(s, u))], By, ct: Ct);
        return (string.Join(',', expected), string.Join(',', actual));
    }

    async Task<(object, object)> InviteAsync(Step s)
    {
        _model.Invite(s.User, s.Scope, s.InvitedRole);
        var invitation = await memberships.Requests.InviteAsync(db, _scopes[s.Scope], s.InvitedRole, By, _users[s.User], ct: Ct);
        _tokens[(s.User, s.Scope)] = invitation.Token;
        return (s.InvitedRole, invitation.Role);
    }

    async Task<(object, object)> PassTimeAsync(int user)
    {
        _model.PassTime(user);
        await db.PassTimeAsync(_users[user]);
        return (0, 0);
    }

    async Task<Guid> FindRequestAsync(Step s) =>
        (await memberships.Requests.ListAsync(db, _scopes[s.Scope], RequestKind.Request, ct: Ct))
        .FirstOrDefault(r => r.UserId == _users[s.User])?.Id ?? Guid.Empty;

    async Task CompareRowAsync(int user, int scope)
    {
        var member = await memberships.FindAsync(db, _users[user], _scopes[scope], Ct);
        var row = _model.Row(user, scope);

        Assert.Equal((_model.State(user, scope), row?.Role), (member?.State, member?.Role));
        Assert.Equal(row is { End: not End.Past } r ? Time(r.End) : null, member?.Until);
        Assert.Equal(_model.History(user, scope).Count, member?.Version ?? 0);
    }

    async Task CompareHistoryAsync(int user, int scope)
    {
        var history = await memberships.History.ListAsync(db, _users[user], _scopes[scope], ct: Ct);

        Assert.Equal(
            _model.History(user, scope).Select(l => l.Line),
            history.Select(t => new ModelLine(t.FromState, t.ToState, t.FromRole, t.ToRole)));
        Assert.Equal(Enumerable.Range(1, history.Count), history.Select(t => t.Version));
        foreach (var (line, next) in history.Zip(history.Skip(1)))
        {
            Assert.True(line.At < next.At, $"{line} was written after {next}.");
            if (line.Until is null || line.Until > line.At)
                Assert.Equal(
                    new Standing(line.ToState, line.ToRole),
                    await memberships.History.AsOfAsync(db, _users[user], _scopes[scope], line.At, Ct));
        }

        if (history is [var first, ..])
            Assert.Null(await memberships.History.AsOfAsync(db, _users[user], _scopes[scope], first.At.AddMicroseconds(-1), Ct));
    }

    async Task CompareRosterAsync(int scope)
    {
        var members = Enumerable.Range(0, Step.Users).Where(u => IsMember(u, scope)).Select(u => _users[u]).ToHashSet();
        var owners = members.Where(u => _model.RoleOf(Array.IndexOf(_users, u), scope) == MemberRole.Owner).ToHashSet();

        Assert.Equal(
            members,
            (await memberships.ListByScopeAsync(db, _scopes[scope], ct: Ct)).Select(m => m.UserId).ToHashSet());
        Assert.Equal(
            owners,
            (await memberships.ListByScopeAsync(db, _scopes[scope], new(Role: MemberRole.Owner), ct: Ct)).Select(m => m.UserId).ToHashSet());
        Assert.Equal(owners.Count, await memberships.CountByScopeAsync(db, _scopes[scope], new(Role: MemberRole.Owner), Ct));
    }

    async Task CompareBatchAsync()
    {
        MemberKey[] keys = [.. from user in _users from scope in _scopes select new MemberKey(user, scope)];
        var answers = await memberships.AreMembersAsync(db, keys, Ct);

        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(IsMember(i / Step.Scopes, i % Step.Scopes), answers[i]);
            Assert.Equal(answers[i], await memberships.IsMemberAsync(db, keys[i].UserId, keys[i].Scope, Ct));
        }

        foreach (var about in keys.GroupBy(k => (object)k.UserId).Concat(keys.GroupBy(k => (object)k.Scope)))
            Assert.Equal(
                about.Select(k => answers[Array.IndexOf(keys, k)]),
                (await memberships.AreMembersAsync(db, [.. about], Ct)).Cast<bool>());
    }

    bool IsMember(int user, int scope) => _model.State(user, scope) == MemberState.Active;

    NewMember New(Step s, int user) => new(_users[user], _scopes[s.Scope], s.Role, Time(s.EndOfRole));

    static DateTimeOffset? Time(End end) => end switch
    {
        End.Never => null,
        End.Ahead => Ahead,
        End.FarAhead => Ahead.AddYears(1),
        _ => throw new InvalidOperationException("What is past has no time to give."),
    };
}
