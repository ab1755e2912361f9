using System.Runtime.InteropServices;
using System.Text;
using Bits.Membership;
using Bits.Shared;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>All entries in memory: words with the people who have them, and a column of values for each facet. One caller at
/// a time.</summary>
sealed class ColumnIndex
{
    /// <summary>The facets, in the order of the columns.</summary>
    public static readonly Facet[] Facets = Enum.GetValues<Facet>();

    const int FirstSize = 1_024;

    readonly Dictionary<Guid, int> _slots = [];
    readonly Dictionary<Scope, Roster> _rosters = [];
    int[][] _words = new int[FirstSize][]; // of each person, for their removal: number << 3 | kind

    /// <summary>Gets the words.</summary>
    public WordTable Words { get; } = new();

    /// <summary>Gets the values of facets.</summary>
    public ValueTable Values { get; } = new();

    /// <summary>Gets the number of places for people.</summary>
    public int Count => _slots.Count;

    /// <summary>Gets the people by place.</summary>
    public Guid[] Ids { get; private set; } = new Guid[FirstSize];

    /// <summary>Gets which places hold a person of the directory: all bits, or 0. Its length is a multiple of 64, as that of
    /// every column.</summary>
    public byte[] Listed { get; private set; } = new byte[FirstSize];

    /// <summary>Gets the folded names as bytes, which order as the database does.</summary>
    public byte[][] Names { get; private set; } = new byte[FirstSize][];

    /// <summary>Gets the first seven bytes of each name as a number.</summary>
    public ulong[] Heads { get; private set; } = new ulong[FirstSize];

    /// <summary>Gets the column of each facet: number of the value &lt;&lt; 3 | audience, or 0. The value of
    /// <see cref="Facet.OpenTo"/> is a set of bits.</summary>
    public int[][] Columns { get; } = [.. Facets.Select(_ => new int[FirstSize])];

    /// <summary>Returns the place of a person; makes one.</summary>
    public int SlotOf(Guid id)
    {
        if (_slots.TryGetValue(id, out var slot))
            return slot;

        slot = _slots.Count;
        if (slot == Ids.Length)
            Grow();
        _slots.Add(id, slot);
        (Ids[slot], Names[slot], _words[slot]) = (id, [], []);
        return slot;
    }

    /// <summary>Returns the place of a person; -1 for an unknown one.</summary>
    public int FindSlot(Guid id) => _slots.TryGetValue(id, out var slot) ? slot : -1;

    /// <summary>Replaces the entry of a person.</summary>
    public void Set(Guid id, string nameKey, IReadOnlyList<string> words, IReadOnlyList<string> facets, bool isListed)
    {
        var slot = SlotOf(id);
        foreach (var word in _words[slot])
            Words.Remove(word, slot);

        (Listed[slot], Names[slot]) = (isListed ? byte.MaxValue : (byte)0, Encoding.UTF8.GetBytes(nameKey));
        Heads[slot] = HeadOf(Names[slot]);
        _words[slot] = [.. words.Where(word => !DirectoryEntry.IsValue(word)).Select(word => Words.Add(word, slot))];
        foreach (var column in Columns)
            column[slot] = 0;
        foreach (var facet in facets)
            SetFacet(slot, facet);
    }

    /// <summary>Adds or removes a member of a scope.</summary>
    public void SetMember(Scope scope, Guid userId, bool isMember, DateTimeOffset? until)
    {
        var slot = SlotOf(userId);
        RosterOf(scope).Remove(slot);
        if (isMember)
            RosterOf(scope).Add(slot, until);
    }

    /// <summary>Adds a member of a scope who is not there yet.</summary>
    public void AddMember(Scope scope, Guid userId, DateTimeOffset? until) => RosterOf(scope).Add(SlotOf(userId), until);

    /// <summary>Marks the members of a scope.</summary>
    public void MarkMembers(Scope scope, DateTimeOffset now, Span<byte> marks, byte mark)
    {
        if (_rosters.TryGetValue(scope, out var roster))
            roster.Mark(now, marks, mark);
    }

    /// <summary>Returns the first seven bytes of a name as a number.</summary>
    public static ulong HeadOf(ReadOnlySpan<byte> name)
    {
        var head = 0UL;
        for (var i = 0; i < 7; i++)
            head = head << 8 | (i < name.Length ? name[i] : 0UL);
        return head;
    }

    // Written as audience:facet=value.
    void SetFacet(int slot, string written)
    {
        var equals = written.IndexOf('=', StringComparison.Ordinal);
        var (audience, facet) = (WordTable.KindOf(written[0]), EnumText.Parse<Facet>(written[2..equals]));
        var column = Columns[(int)facet];
        var value = facet == Facet.OpenTo
            ? column[slot] >> 3 | 1 << (int)EnumText.Parse<OpenTo>(written[(equals + 1)..])
            : Values.NumberOf(facet, written[(equals + 1)..]);
        column[slot] = value << 3 | audience;
    }

    void Grow()
    {
        var size = Ids.Length * 2;
        Ids = Larger(Ids, size);
        Listed = Larger(Listed, size);
        Names = Larger(Names, size);
        Heads = Larger(Heads, size);
        Array.Resize(ref _words, size);
        for (var i = 0; i < Columns.Length; i++)
            Columns[i] = Larger(Columns[i], size);

        static T[] Larger<T>(T[] array, int size)
        {
            Array.Resize(ref array, size);
            return array;
        }
    }

    Roster RosterOf(Scope scope) => CollectionsMarshal.GetValueRefOrAddDefault(_rosters, scope, out _) ??= new();
}
