namespace Bits.Membership.Tests.Model;

/// <summary>When a state ends, as far as the model cares.</summary>
enum End
{
    Never,
    Ahead,
    FarAhead,
    Past,
}

/// <summary>A row of the model.</summary>
readonly record struct ModelRow(MemberRole Role, MemberState State, End End);

/// <summary>A line of the model's ledger.</summary>
readonly record struct ModelLine(MemberState? FromState, MemberState ToState, MemberRole? FromRole, MemberRole ToRole);

/// <summary>What memberships are, in memory and one after the other: the transition table, and nothing else.</summary>
sealed class MembershipModel
{
    readonly Dictionary<(int User, int Scope), List<(ModelLine Line, End End)>> _ledger = [];
    readonly Dictionary<(int User, int Scope), ModelRow> _rows = [];
    readonly HashSet<(int User, int Scope)> _requests = [];
    readonly Dictionary<(int User, int Scope), MemberRole> _invitations = [];

    /// <summary>The same once more, to be tried out.</summary>
    public MembershipModel Copy()
    {
        var copy = new MembershipModel();
        foreach (var (key, lines) in _ledger)
            copy._ledger[key] = [.. lines];
        foreach (var (key, row) in _rows)
            copy._rows[key] = row;
        copy._requests.UnionWith(_requests);
        return copy;
    }

    public ModelRow? Row(int user, int scope) => _rows.TryGetValue((user, scope), out var row) ? row : null;

    public IReadOnlyList<(ModelLine Line, End End)> History(int user, int scope) =>
        _ledger.TryGetValue((user, scope), out var lines) ? lines : [];

    /// <summary>The state that counts: one whose end has come is left.</summary>
    public MemberState? State(int user, int scope) =>
        Row(user, scope) is { } row ? row.End == End.Past ? MemberState.Left : row.State : null;

    public MemberRole? RoleOf(int user, int scope) =>
        State(user, scope) == MemberState.Active ? Row(user, scope)!.Value.Role : null;

    public JoinOutcome Join(int user, int scope) => State(user, scope) switch
    {
        MemberState.Active => JoinOutcome.AlreadyMember,
        MemberState.Banned => JoinOutcome.Banned,
        _ => Enter(user, scope, MemberRole.Member, End.Never, JoinOutcome.Joined),
    };

    public AddOutcome Add(int user, int scope, MemberRole role, End end, OnBanned onBanned)
    {
        switch (State(user, scope))
        {
            case MemberState.Active when Row(user, scope) is { } row:
                if (row.Role == role && row.End == end)
                    return AddOutcome.AlreadyMember;
                if (role != MemberRole.Owner && IsLastOwner(user, scope))
                    return AddOutcome.LastOwner;
                return Write(user, scope, new(role, MemberState.Active, end), AddOutcome.Changed);
            case MemberState.Banned when onBanned == OnBanned.Refuse:
                return AddOutcome.Banned;
            case MemberState.Banned:
                Unban(user, scope, AfterBan.Left);
                return Enter(user, scope, role, end, AddOutcome.Reinstated);
            default:
                return Enter(user, scope, role, end, AddOutcome.Added);
        }
    }

    public RemoveOutcome Remove(int user, int scope) => State(user, scope) switch
    {
        MemberState.Banned => RemoveOutcome.Banned,
        not MemberState.Active => RemoveOutcome.NotMember,
        _ when IsLastOwner(user, scope) => RemoveOutcome.LastOwner,
        _ => Write(user, scope, Row(user, scope)!.Value with { State = MemberState.Left, End = End.Never }, RemoveOutcome.Removed),
    };

    public BanOutcome Ban(int user, int scope, End end)
    {
        var state = State(user, scope);
        if (state == MemberState.Active && Row(user, scope)!.Value.Role == MemberRole.Owner)
            return BanOutcome.Owner;
        if (state == MemberState.Banned && Row(user, scope)!.Value.End == end)
            return BanOutcome.AlreadyBanned;

        Settle(user, scope);
        var role = Row(user, scope)?.Role ?? MemberRole.Member;
        return Write(
            user, scope, new(role, MemberState.Banned, end),
            state == MemberState.Banned ? BanOutcome.EndChanged : BanOutcome.Banned);
    }

    public UnbanOutcome Unban(int user, int scope, AfterBan after)
    {
        if (State(user, scope) != MemberState.Banned)
            return UnbanOutcome.NotBanned;

        var lines = _ledger[(user, scope)];
        var ban = lines.FindLastIndex(l => l.Line is { ToState: MemberState.Banned, FromState: not MemberState.Banned });
        Write(user, scope, Row(user, scope)!.Value with { State = MemberState.Left, End = End.Never }, 0);
        return after == AfterBan.AsBefore && lines[ban].Line.FromState == MemberState.Active && lines[ban - 1].End != End.Past
            ? Enter(user, scope, lines[ban].Line.FromRole!.Value, lines[ban - 1].End, UnbanOutcome.Restored)
            : UnbanOutcome.Lifted;
    }

    public SetRoleOutcome SetRole(int user, int scope, MemberRole role)
    {
        if (State(user, scope) != MemberState.Active)
            return SetRoleOutcome.NotMember;

        var row = Row(user, scope)!.Value;
        if (row.Role == role)
            return SetRoleOutcome.Unchanged;
        if (IsLastOwner(user, scope))
            return SetRoleOutcome.LastOwner;

        return Write(
            user, scope, row with { Role = role, End = role == MemberRole.Owner ? End.Never : row.End }, SetRoleOutcome.Changed);
    }

    public TransferOutcome Transfer(int scope, int from, int to)
    {
        if (RoleOf(from, scope) != MemberRole.Owner)
            return TransferOutcome.NotOwner;
        if (SetRole(to, scope, MemberRole.Owner) == SetRoleOutcome.NotMember)
            return TransferOutcome.NotMember;

        SetRole(from, scope, MemberRole.Admin);
        return TransferOutcome.Transferred;
    }

    public RequestOutcome Request(int user, int scope) => State(user, scope) switch
    {
        MemberState.Active => RequestOutcome.AlreadyMember,
        MemberState.Banned => RequestOutcome.Banned,
        _ => _requests.Add((user, scope)) ? RequestOutcome.Requested : RequestOutcome.AlreadyRequested,
    };

    public ApproveOutcome Approve(int user, int scope) =>
        _requests.Remove((user, scope)) ? Admit(user, scope, MemberRole.Member) : ApproveOutcome.NotPending;

    public bool Asks(int user, int scope) => _requests.Contains((user, scope));

    public bool Reject(int user, int scope) => _requests.Remove((user, scope));

    public void Invite(int user, int scope, MemberRole role) => _invitations[(user, scope)] = role;

    public AcceptOutcome Accept(int user, int scope) =>
        !_invitations.Remove((user, scope), out var role) ? AcceptOutcome.NotFound : Admit(user, scope, role) switch
        {
            ApproveOutcome.Admitted => AcceptOutcome.Joined,
            ApproveOutcome.AlreadyMember => AcceptOutcome.AlreadyMember,
            _ => AcceptOutcome.Banned,
        };

    /// <summary>A day passes for a user: the ends of the present states come.</summary>
    public void PassTime(int user)
    {
        foreach (var (key, row) in _rows.Where(r => r.Key.User == user && r.Value.End != End.Never).ToList())
        {
            _rows[key] = row with { End = End.Past };
            _ledger[key][^1] = (_ledger[key][^1].Line, End.Past);
        }
    }

    public int EndExpired()
    {
        var ended = _rows.Where(r => r.Value.End == End.Past).Select(r => r.Key).ToList();
        ended.ForEach(key => Settle(key.User, key.Scope));
        return ended.Count;
    }

    ApproveOutcome Admit(int user, int scope, MemberRole role) => State(user, scope) switch
    {
        MemberState.Active => ApproveOutcome.AlreadyMember,
        MemberState.Banned => ApproveOutcome.Banned,
        _ => Enter(user, scope, role, End.Never, ApproveOutcome.Admitted),
    };

    bool IsLastOwner(int user, int scope) =>
        RoleOf(user, scope) == MemberRole.Owner
        && !_rows.Keys.Any(key => key.Scope == scope && key.User != user && RoleOf(key.User, scope) == MemberRole.Owner);

    T Enter<T>(int user, int scope, MemberRole role, End end, T outcome)
    {
        Settle(user, scope);
        return Write(user, scope, new(role, MemberState.Active, end), outcome);
    }

    void Settle(int user, int scope)
    {
        if (Row(user, scope) is { End: End.Past } row)
            Write(user, scope, row with { State = MemberState.Left, End = End.Never }, 0);
    }

    T Write<T>(int user, int scope, ModelRow row, T outcome)
    {
        var before = Row(user, scope);
        _rows[(user, scope)] = row;
        if (!_ledger.TryGetValue((user, scope), out var lines))
            _ledger[(user, scope)] = lines = [];
        lines.Add((new(before?.State, row.State, before?.Role, row.Role), row.End));
        return outcome;
    }
}
