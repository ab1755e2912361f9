using System.Text;
using Bits.Membership;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Finds people in a <see cref="ColumnIndex"/>. Reuses its buffers, so one caller at a time.</summary>
sealed class ColumnScan(ColumnIndex index)
{
    const byte NoMatch = byte.MaxValue;

    // The kinds of words that a viewer of each relation sees, as bits.
    static readonly byte[] SeenBy =
    [
        .. Enumerable.Range(0, TermQueries.Forms).Select(relation => (byte)Enum.GetValues<Audience>()
            .Where(audience => ((Relation)relation).Sees(audience))
            .Aggregate(1 << WordTable.NameKind, (kinds, audience) => kinds | 1 << (int)audience)),
    ];

    byte[] _seen = []; // of each place: the kinds of words that the viewer sees there; 0 when the person is not found
    byte[] _related = [];
    byte[] _class = []; // by the words so far
    byte[] _word = []; // by the present word

    /// <summary>Finds people.</summary>
    public DirectoryFound Find(ViewerFacts viewer, IEnumerable<Scope> scopes, DateTimeOffset now, DirectoryQuery query)
    {
        Relate(viewer, scopes, now, query.Within);
        Match(query.Words);
        var chosen = new ChosenValues(index, query.Chosen);
        var counts = new FacetCounts(index, query.CountsFacets);
        var page = new PagePicker(index, query.After, query.Limit);
        var total = 0L;
        for (var slot = 0; slot < index.Count; slot++)
        {
            if (_seen[slot] == 0 || _class[slot] == NoMatch)
                continue;

            var failing = chosen.FindFailing(slot, _seen[slot]);
            if (query.CountsFacets && failing != ChosenValues.Several)
                counts.Add(slot, _seen[slot], failing);
            if (failing != ChosenValues.NoFacet)
                continue;

            total++;
            page.Offer(slot, _class[slot], ((Relation)_related[slot]).Distance());
        }

        return new(page.List(), total, counts.List());
    }

    void Relate(ViewerFacts viewer, IEnumerable<Scope> scopes, DateTimeOffset now, Relation within)
    {
        Resize();
        var related = _related.AsSpan(0, index.Count);
        related.Clear();
        foreach (var scope in scopes)
            if (Relations.AllTypes.Contains(scope.Type))
                foreach (var slot in index.ListMembers(scope, now))
                    _related[slot] |= (byte)(scope.Type == ScopeTypes.Batch ? Relation.Batch : Relation.Groups);
        foreach (var slot in SlotsOf(viewer.Connections))
            _related[slot] |= (byte)Relation.Connection;
        foreach (var slot in SlotsOf(viewer.Blockers))
            _related[slot] = (byte)Relation.None;
        foreach (var slot in SlotsOf([viewer.Id]))
            _related[slot] = (byte)Relation.Self;

        for (var slot = 0; slot < index.Count; slot++)
            _seen[slot] = index.IsListed[slot] && (within == Relation.None || (_related[slot] & (byte)(within | Relation.Self)) != 0)
                ? SeenBy[_related[slot]]
                : (byte)0;
        foreach (var slot in SlotsOf(viewer.Blocked))
            _seen[slot] = 0;
    }

    IEnumerable<int> SlotsOf(IEnumerable<Guid> people) => people.Select(index.FindSlot).Where(slot => slot >= 0);

    void Match(IReadOnlyList<QueryWord> words)
    {
        _class.AsSpan(0, index.Count).Clear();
        foreach (var word in words)
        {
            _word.AsSpan(0, index.Count).Fill(NoMatch);
            Match(word);
            for (var slot = 0; slot < index.Count; slot++)
                _class[slot] = Math.Max(_class[slot], _word[slot]);
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

    void Resize()
    {
        if (_seen.Length < index.Count)
            (_seen, _related, _class, _word) =
                (new byte[index.Ids.Length], new byte[index.Ids.Length], new byte[index.Ids.Length], new byte[index.Ids.Length]);
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

        public void Offer(int slot, byte matchClass, int distance)
        {
            var key = KeyOf(matchClass, distance, index.Heads[slot]);
            if (after is not null && !IsAfter(key, slot))
                return;

            if (_page.Count < limit)
                _page.Enqueue((key, slot), (key, slot));
            else if (key <= _page.Peek().Key && Compare(index, (key, slot), _page.Peek()) < 0)
                _page.EnqueueDequeue((key, slot), (key, slot));
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
