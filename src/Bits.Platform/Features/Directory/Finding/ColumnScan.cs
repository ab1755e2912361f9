using System.Runtime.Intrinsics;
using System.Text;
using Bits.Membership;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Finds people in a <see cref="ColumnIndex"/>. Reuses its buffers, so one caller at a time.</summary>
sealed class ColumnScan(ColumnIndex index)
{
    const byte NoMatch = byte.MaxValue;

    // The kinds of words that a viewer of each relation sees, as bits.
    static readonly Vector128<byte> SeenBy = Vector128.Create(
    [
        .. Enumerable.Range(0, TermQueries.Forms).Select(relation => (byte)Enum.GetValues<Audience>()
            .Where(audience => ((Relation)relation).Sees(audience))
            .Aggregate(1 << WordTable.NameKind, (kinds, audience) => kinds | 1 << (int)audience)),
        .. new byte[Vector128<byte>.Count - TermQueries.Forms],
    ]);

    byte[] _seen = []; // of each place: the kinds of words that the viewer sees there; 0 when the person is not found
    byte[] _related = [];
    byte[] _class = []; // by the words so far
    byte[] _word = []; // by the present word
    int[] _found = [];

    /// <summary>Finds people.</summary>
    public DirectoryFound Find(ViewerFacts viewer, IReadOnlyList<Scope> scopes, DateTimeOffset now, DirectoryQuery query)
    {
        Resize();
        Relate(viewer, scopes, now);
        See(viewer, query.Within);
        Match(query.Words);
        var found = Collect();
        var counts = new FacetCounts(index, query);
        found = counts.Filter(found, _seen);
        var page = new PagePicker(index, query.After, query.Limit);
        foreach (var slot in found)
            page.Offer(slot, _class[slot], ((Relation)_related[slot]).Distance());

        return new(page.List(), found.Length, counts.ListTop(FacetCount.Shown));
    }

    void Relate(ViewerFacts viewer, IReadOnlyList<Scope> scopes, DateTimeOffset now)
    {
        var related = _related.AsSpan(0, index.Count);
        related.Clear();
        foreach (var scope in scopes)
            if (Relations.AllTypes.Contains(scope.Type))
                index.MarkMembers(scope, now, related, (byte)(scope.Type == ScopeTypes.Batch ? Relation.Batch : Relation.Groups));
        foreach (var slot in SlotsOf(viewer.Connections))
            related[slot] |= (byte)Relation.Connection;
        foreach (var slot in SlotsOf(viewer.Blockers))
            related[slot] = (byte)Relation.None;
        foreach (var slot in SlotsOf([viewer.Id]))
            related[slot] = (byte)Relation.Self;
    }

    void See(ViewerFacts viewer, Relation within)
    {
        var required = Vector128.Create((byte)(within | Relation.Self));
        for (var slot = 0; slot < index.Count; slot += Vector128<byte>.Count)
        {
            var related = Vector128.LoadUnsafe(ref _related[slot]);
            var seen = Vector128.Shuffle(SeenBy, related) & Vector128.LoadUnsafe(ref index.Listed[slot]);
            if (within != Relation.None)
                seen = Vector128.AndNot(seen, Vector128.Equals(related & required, Vector128<byte>.Zero));
            seen.StoreUnsafe(ref _seen[slot]);
        }

        foreach (var slot in SlotsOf(viewer.Blocked))
            _seen[slot] = 0;
    }

    List<int> SlotsOf(Guid[] people) => [.. people.Select(index.FindSlot).Where(slot => slot >= 0)];

    void Match(IReadOnlyList<QueryWord> words)
    {
        for (var slot = 0; slot < index.Count; slot += Vector256<byte>.Count) // 0, or no match where the person is not found
            Vector256.Equals(Vector256.LoadUnsafe(ref _seen[slot]), Vector256<byte>.Zero).StoreUnsafe(ref _class[slot]);
        foreach (var word in words)
        {
            _word.AsSpan(0, index.Count).Fill(NoMatch);
            Match(word);
            for (var slot = 0; slot < index.Count; slot += Vector256<byte>.Count)
                Vector256.Max(Vector256.LoadUnsafe(ref _class[slot]), Vector256.LoadUnsafe(ref _word[slot])).StoreUnsafe(ref _class[slot]);
        }
    }

    void Match(QueryWord word)
    {
        foreach (var (text, number) in index.Words.ListBeginning(word.Text))
            Mark(index.Words[number], text.Length == word.Text.Length ? MatchClass.Name : MatchClass.Beginning, word.IsPrefix);
        if (word.Sound is { } sound)
            MarkNames(index.Words.FindSound(sound));
        foreach (var synonym in word.Synonyms)
            MarkNames(index.Words.Find(synonym));
    }

    // A single letter counts in fields as a whole word alone.
    void Mark(ReadOnlySpan<int> people, MatchClass ofName, bool isPrefix)
    {
        foreach (var person in people)
        {
            var (slot, kind) = (person >> 3, person & 7);
            if ((_seen[slot] >> kind & 1) != 0 && (isPrefix || kind == WordTable.NameKind || ofName == MatchClass.Name))
                _word[slot] = Math.Min(_word[slot], (byte)(kind == WordTable.NameKind ? ofName : MatchClass.Field));
        }
    }

    void MarkNames(ReadOnlySpan<int> people)
    {
        foreach (var person in people)
            if ((person & 7) == WordTable.NameKind)
                _word[person >> 3] = Math.Min(_word[person >> 3], (byte)MatchClass.Sound);
    }

    // The places that match.
    Span<int> Collect()
    {
        var classes = _class.AsSpan(0, index.Count);
        var count = 0;
        for (var slot = 0; slot < classes.Length; slot++)
        {
            if (classes[slot] == NoMatch)
            {
                var next = classes[slot..].IndexOfAnyExcept(NoMatch);
                if (next < 0)
                    break;
                slot += next;
            }

            _found[count++] = slot;
        }

        return _found.AsSpan(0, count);
    }

    void Resize()
    {
        var size = index.Ids.Length;
        if (_seen.Length < size)
            (_seen, _related, _class, _word, _found) = (new byte[size], new byte[size], new byte[size], new byte[size], new int[size]);
    }

    /// <summary>Keeps the first people of a page while all are offered.</summary>
    sealed class PagePicker(ColumnIndex index, PersonPlace? after, int limit)
    {
        readonly PriorityQueue<(ulong Key, int Slot), (ulong Key, int Slot)> _page = new(Comparer<(ulong Key, int Slot)>.Create(
            (a, b) => Compare(index, b, a))); // the last of the page comes first
        readonly ulong _afterKey = after is { } place
            ? KeyOf((byte)place.Class, place.Distance, ColumnIndex.HeadOf(Encoding.UTF8.GetBytes(place.NameKey)))
            : 0;
        readonly byte[] _afterName = after is { } place ? Encoding.UTF8.GetBytes(place.NameKey) : [];

        ulong _lastKey = ulong.MaxValue;

        public void Offer(int slot, byte matchClass, int distance)
        {
            var key = KeyOf(matchClass, distance, index.Heads[slot]);
            if (key > _lastKey || (after is not null && !IsAfter(key, slot)))
                return;

            if (_page.Count < limit)
                _page.Enqueue((key, slot), (key, slot));
            else if (Compare(index, (key, slot), _page.Peek()) < 0)
                _page.EnqueueDequeue((key, slot), (key, slot));
            if (_page.Count == limit)
                _lastKey = _page.Peek().Key;
        }

        public IReadOnlyList<PersonPlace> List()
        {
            var places = new PersonPlace[_page.Count];
            for (var i = places.Length - 1; i >= 0; i--)
                places[i] = PlaceOf(_page.Dequeue());
            return places;
        }

        PersonPlace PlaceOf((ulong Key, int Slot) found) => new(
            (MatchClass)(found.Key >> 58), (int)(found.Key >> 56 & 3), Encoding.UTF8.GetString(index.Names[found.Slot]), index.Ids[found.Slot]);

        bool IsAfter(ulong key, int slot)
        {
            if (key != _afterKey)
                return key > _afterKey;

            var order = index.Names[slot].AsSpan().SequenceCompareTo(_afterName);
            return order > 0 || (order == 0 && index.Ids[slot].CompareTo(after!.Value.Id) > 0);
        }

        static ulong KeyOf(byte matchClass, int distance, ulong head) => (ulong)matchClass << 58 | (ulong)distance << 56 | head;

        static int Compare(ColumnIndex index, (ulong Key, int Slot) a, (ulong Key, int Slot) b)
        {
            if (a.Key != b.Key)
                return a.Key.CompareTo(b.Key);

            var order = index.Names[a.Slot].AsSpan().SequenceCompareTo(index.Names[b.Slot]);
            return order != 0 ? order : index.Ids[a.Slot].CompareTo(index.Ids[b.Slot]);
        }
    }
}
