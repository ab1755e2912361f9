using CsCheck;

namespace Bits.Membership.Tests.Model;

/// <summary>Commands of eight connections at once: what came of them is what would come of them one after the other, in
/// some order, outcomes and ledger alike.</summary>
public sealed class ParallelTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Histories = 60;
    const int Rounds = 8;
    const int Connections = 8;

    static readonly Change By = Change.BySystem("parallel");

    static readonly Verb[] Verbs =
    [
        Verb.Join, Verb.Leave, Verb.Add, Verb.Remove, Verb.Ban, Verb.Unban, Verb.SetRole, Verb.Transfer, Verb.Request,
        Verb.Approve,
    ];

    // One scope and three users: everybody meets everybody.
    static readonly Gen<Step> Command =
        from step in Step.Any
        from verb in Gen.Int[0, Verbs.Length - 1]
        select step with { Verb = Verbs[verb], Scope = 0, User = step.User % 3, End = step.End == End.FarAhead ? End.Ahead : step.End };

    readonly Memberships _memberships = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task Whatever_eight_connections_do_at_once_some_serial_order_explains() =>
        Command.Array[Connections].Array[Rounds].SampleAsync(
            RunAsync, iter: Cases.Of(Histories), threads: 1, print: rounds => string.Join("\n\n", rounds.Select(r => string.Join('\n', r))));

    async Task RunAsync(Step[][] rounds)
    {
        var scope = Scope.Group(Guid.CreateVersion7());
        Guid[] users = [.. Enumerable.Range(0, Step.Users).Select(_ => Guid.CreateVersion7())];
        List<MembershipModel> possible = [new()];

        foreach (var steps in rounds)
        {
            var requests = await RequestsAsync(scope);
            var outcomes = await Task.WhenAll(steps.Select(s => Task.Run(() => TakeAsync(s, scope, users, requests), Ct)));
            var rows = await ReadAsync(scope, users);

            possible = [.. possible.SelectMany(before => Explain(before, [.. steps.Zip(outcomes)], rows)).Take(1)];
            Assert.True(possible.Count > 0, $"No order explains: {string.Join(", ", steps.Zip(outcomes))}");
        }
    }

    // Tries the commands in every order in which the model gives the outcomes that were seen.
    static IEnumerable<MembershipModel> Explain(MembershipModel before, (Step Step, object Outcome)[] left, string seen)
    {
        if (left.Length == 0)
            return Describe(before) == seen ? [before] : [];

        return left.SelectMany((command, i) =>
        {
            var after = before.Copy();
            return Take(after, command.Step).Equals(command.Outcome)
                ? Explain(after, [.. left[..i], .. left[(i + 1)..]], seen)
                : [];
        });
    }

    static object Take(MembershipModel model, Step s) => s.Verb switch
    {
        Verb.Join => model.Join(s.User, 0),
        Verb.Leave or Verb.Remove => model.Remove(s.User, 0),
        Verb.Add => model.Add(s.User, 0, s.Role, s.EndOfRole, s.Other ? OnBanned.Reinstate : OnBanned.Refuse),
        Verb.Ban => model.Ban(s.User, 0, s.End),
        Verb.Unban => model.Unban(s.User, 0, AfterBan.Left),
        Verb.SetRole => model.SetRole(s.User, 0, s.Role),
        Verb.Transfer => model.Transfer(0, s.User, s.OtherUser),
        Verb.Request => model.Request(s.User, 0),
        Verb.Approve => model.Approve(s.User, 0),
        _ => throw new InvalidOperationException($"{s.Verb}"),
    };

    async Task<object> TakeAsync(Step s, Scope scope, Guid[] users, Dictionary<Guid, Guid> requests) => s.Verb switch
    {
        Verb.Join => await _memberships.JoinAsync(users[s.User], scope, Ct),
        Verb.Leave => await _memberships.LeaveAsync(users[s.User], scope, Ct),
        Verb.Remove => await _memberships.RemoveMemberAsync(users[s.User], scope, By, Ct),
        Verb.Add => await _memberships.AddMemberAsync(
            new(users[s.User], scope, s.Role, Time(s.EndOfRole)), s.Other ? OnBanned.Reinstate : OnBanned.Refuse, By, Ct),
        Verb.Ban => await _memberships.BanAsync(users[s.User], scope, By, Time(s.End), Ct),
        Verb.Unban => await _memberships.UnbanAsync(users[s.User], scope, By, ct: Ct),
        Verb.SetRole => await _memberships.SetRoleAsync(users[s.User], scope, s.Role, By, Ct),
        Verb.Transfer => await _memberships.TransferOwnershipAsync(scope, users[s.User], users[s.OtherUser], By, Ct),
        Verb.Request => await _memberships.Requests.SubmitAsync(users[s.User], scope, ct: Ct),
        Verb.Approve => await _memberships.Requests.ApproveAsync(requests.GetValueOrDefault(users[s.User]), By, Ct),
        _ => throw new InvalidOperationException($"{s.Verb}"),
    };

    async Task<Dictionary<Guid, Guid>> RequestsAsync(Scope scope) =>
        (await _memberships.Requests.ListAsync(scope, RequestKind.Request, ct: Ct)).ToDictionary(r => r.UserId!.Value, r => r.Id);

    async Task<string> ReadAsync(Scope scope, Guid[] users)
    {
        var lines = new List<string>();
        for (var user = 0; user < users.Length; user++)
        {
            var history = await _memberships.History.ListAsync(users[user], scope, ct: Ct);
            lines.AddRange(history.Select(t => $"{user}: {t.FromState} {t.FromRole} > {t.ToState} {t.ToRole} {t.Until is null}"));
        }

        var pending = await RequestsAsync(scope);
        lines.AddRange(users.Index().Where(u => pending.ContainsKey(u.Item)).Select(u => $"{u.Index} asks"));
        return string.Join('\n', lines);
    }

    static string Describe(MembershipModel model) => string.Join('\n',
    [
        .. Enumerable.Range(0, Step.Users).SelectMany(user => model.History(user, 0).Select(l =>
            $"{user}: {l.Line.FromState} {l.Line.FromRole} > {l.Line.ToState} {l.Line.ToRole} {l.End == End.Never}")),
        .. Enumerable.Range(0, Step.Users).Where(user => model.Asks(user, 0)).Select(user => $"{user} asks"),
    ]);

    static DateTimeOffset? Time(End end) => end == End.Ahead ? new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) : null;
}
