using Bits.Platform;
using Bits.Search;

namespace Bits.Load.Search;

/// <summary>Documents over the seven surfaces, and the people who search them; the same for the same size.</summary>
/// <remarks>Titles of 3 to 10 words, bodies of 30 to 200; in the directory a name and 30 to 110. Tags: institute, alumni,
/// students, 60 batches, 200 chapters, 5,000 groups, skewed as popularity is; so are the 50,000 authors. People hold 5 to 40.
/// </remarks>
/// <param name="count">How many documents.</param>
sealed class SearchWorld(int count)
{
    const int Batches = 60;
    const int Chapters = 200;
    const int Groups = 5_000;
    const int Authors = 50_000;

    static readonly SearchVocabulary Vocabulary = new(60_000);
    static readonly SearchVocabulary FirstNames = new(2_500, "a");
    static readonly SearchVocabulary LastNames = new(700, "e");

    // Of a hundred documents.
    static readonly (string Surface, int Share)[] Shares =
    [
        (Surfaces.Directory, 18), (Surfaces.Feed, 64), (Surfaces.Groups, 1), (Surfaces.Jobs, 6), (Surfaces.Events, 6),
        (Surfaces.Announcements, 3), (Surfaces.Marketplace, 2),
    ];

    /// <summary>How many documents there are.</summary>
    public int Count => count;

    /// <summary>All documents, numbered from 0.</summary>
    public IEnumerable<SearchDocument> Documents => Enumerable.Range(0, count).Select(number => Document(number));

    /// <summary>A document.</summary>
    /// <param name="number">Which.</param>
    /// <param name="edition">Another edition has other words.</param>
    public static SearchDocument Document(int number, int edition = 0)
    {
        var random = new Random(HashCode.Combine(number, edition) & int.MaxValue);
        var surface = Surface(number);
        var isPerson = surface == Surfaces.Directory;
        return new(
            surface, Invariant($"{number}"), isPerson ? Name(random) : Text(random, random.Next(3, 11)),
            Text(random, isPerson ? random.Next(30, 111) : BodyLength(random)), Audience(random, isPerson))
        {
            Quality = random.Next(4) == 0 ? random.NextDouble() : 0,
            AuthorId = Person(Popular(random, Authors)),
        };
    }

    /// <summary>How many documents hold each word: the place of the word says which.</summary>
    public int[] WordFrequencies()
    {
        var places = Vocabulary.Words.Select((word, place) => (word, place)).ToDictionary(w => w.word, w => w.place);
        var frequencies = new int[Vocabulary.Words.Length];
        foreach (var document in Documents)
        {
            foreach (var word in $"{document.Title} {document.Body}".Split(' ').Distinct())
            {
                if (places.TryGetValue(word, out var place))
                    frequencies[place]++;
            }
        }

        return frequencies;
    }

    /// <summary>The words, the most frequent first.</summary>
    public static string[] Words => Vocabulary.Words;

    /// <summary>The name of somebody.</summary>
    public static string Name(Random random) =>
        $"{FirstNames.Words[FirstNames.Draw(random)]} {LastNames.Words[LastNames.Draw(random)]}";

    /// <summary>Whom somebody has blocked: authors of all degrees of popularity.</summary>
    public static Guid[] Blocked(int count) => [.. Enumerable.Range(0, count).Select(i => Person(i * (Authors / count)))];

    /// <summary>What somebody holds.</summary>
    public static AudienceTag[] Tags(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 37)).Select(_ => Group(random)).Distinct(), AudienceTags.Institute,
        AudienceTags.Alumni, Batch(random), Chapter(random),
    ];

    static string Surface(int number)
    {
        var place = (int)((uint)number * 2_654_435_761u % 100);
        return Shares.First(share => (place -= share.Share) < 0).Surface;
    }

    static AudienceTag[] Audience(Random random, bool isPerson) => (isPerson, random.Next(10)) switch
    {
        (true, < 8) => [AudienceTags.Alumni, Batch(random)],
        (true, _) => [AudienceTags.Students],
        (false, < 3) => [AudienceTags.Institute],
        (false, < 5) => [Chapter(random)],
        (false, < 6) => [Batch(random), Group(random)],
        _ => [Group(random)],
    };

    static AudienceTag Batch(Random random) => AudienceTags.Batch(1965 + random.Next(Batches));

    static AudienceTag Chapter(Random random) => AudienceTags.Chapter(Scope(1, Popular(random, Chapters)));

    static AudienceTag Group(Random random) => AudienceTags.Group(Scope(2, Popular(random, Groups)));

    static Guid Person(int number) => Scope(3, number);

    static Guid Scope(int kind, int number) => new(number, (short)kind, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    static int Popular(Random random, int of) => (int)(of * Math.Pow(random.NextDouble(), 3));

    static int BodyLength(Random random)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (int)Math.Clamp(60 * Math.Exp(0.5 * normal), 30, 200);
    }

    static string Text(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Vocabulary.Words[Vocabulary.Draw(random)]));

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
