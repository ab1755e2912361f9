namespace Bits.Platform.Features.Directory.Finding;

/// <summary>The places of the members of a scope, in no order; few have an end.</summary>
sealed class Roster
{
    readonly Dictionary<int, DateTimeOffset> _ends = [];
    int[] _members = new int[4];
    int _count;

    /// <summary>Adds a member who is not there yet.</summary>
    public void Add(int slot, DateTimeOffset? until)
    {
        if (_count == _members.Length)
            Array.Resize(ref _members, _count * 2);
        _members[_count++] = slot;
        if (until is { } end)
            _ends.Add(slot, end);
    }

    /// <summary>Removes a member if there.</summary>
    public void Remove(int slot)
    {
        var place = _members.AsSpan(0, _count).IndexOf(slot);
        if (place < 0)
            return;

        _members[place] = _members[--_count];
        _ends.Remove(slot);
    }

    /// <summary>Sets bits at the places of those whose time has not ended.</summary>
    public void Mark(DateTimeOffset now, Span<byte> marks, byte mark)
    {
        foreach (var slot in _members.AsSpan(0, _count))
            if (_ends.Count == 0 || !_ends.TryGetValue(slot, out var end) || end > now)
                marks[slot] |= mark;
    }
}
