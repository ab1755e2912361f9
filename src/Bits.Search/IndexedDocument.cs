using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Bits.Search.Ranking;
using Bits.Search.Text;
using Bits.Shared;

namespace Bits.Search;

/// <summary>A document as the table takes it: text that Postgres keeps, words that it lexes, keys.</summary>
sealed record IndexedDocument(
    string Surface, string EntityId, string Title, string Body, string Tags, string Language, FieldLengths Lengths, float Quality,
    long? Version, byte[] Hash, string TitleWords, string TitleKey, string BodyWords,
    string Keys)
{
    // A vector of more than a megabyte is an error in Postgres; text of this size cannot reach it.
    const int MaxBodyBytes = 256 * 1024;
    const int MaxTitleBytes = 4 * 1024;

    /// <summary>Changes with what is made of a text: documents of a lower version are to be written again.</summary>
    public const int IndexVersion = 3;

    /// <summary>Roughly how much it takes to send.</summary>
    public int Size => 2 * (Title.Length + Body.Length) + 200;

    /// <summary>Prepares a document.</summary>
    /// <exception cref="ArgumentException">The surface or the language is unknown, the quality is not 0 to 1, or the
    /// entity id is empty, too long or contains NUL.</exception>
    public static IndexedDocument Of(SearchDocument document, TextFolding folding, SearchOptions options)
    {
        var language = Check(document, options);
        var title = PostgresText.Cleaned(document.Title, MaxTitleBytes);
        var body = PostgresText.Cleaned(document.Body, MaxBodyBytes);
        var text = IndexedText.Of(title, body);
        var foldedTitle = folding.Read(text.Title);
        var foldedBody = folding.Read(text.Body);
        var titleWords = PostgresText.Cleaned(foldedTitle.IndexText, MaxTitleBytes);
        var bodyWords = PostgresText.Cleaned(foldedBody.IndexText, MaxBodyBytes);
        var keys = IndexKeys.Of(Split(titleWords), isName: document.Surface == Surfaces.Directory);
        var tags = string.Join(' ', document.AudienceTags.Select(tag => tag.Value).Distinct().Order(StringComparer.Ordinal));

        return new(
            document.Surface, document.EntityId, title, body, tags, language,
            new(foldedTitle.Words.Count, foldedBody.Words.Count), (float)document.Quality, document.Version,
            HashOf(title, body, tags, language, document.Quality), titleWords,
            Search.TitleKey.Vector(foldedTitle.AllWords, parts: !text.GoesOn), bodyWords,
            string.Join(' ', keys));
    }

    static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static byte[] HashOf(string title, string body, string tags, string language, double quality)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in new[] { title, body, tags, language })
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        Span<byte> number = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(number, (float)quality);
        hash.AppendData(number);
        return hash.GetHashAndReset()[..16];
    }

    /// <summary>Checks what names a document.</summary>
    /// <exception cref="ArgumentException">The surface is unknown, or the entity id is empty, too long or contains NUL.
    /// </exception>
    public static void Check(string surface, string entityId)
    {
        if (!Surfaces.All.Contains(surface))
            throw new ArgumentException(
                $"'{surface}' is no surface: use one of {string.Join(", ", Surfaces.All)}.", nameof(surface));
        if (UnicodeText.Length(entityId) is not (>= 1 and <= 200))
            throw new ArgumentException("An entity id has 1 to 200 characters.", nameof(entityId));
        if (entityId.Contains('\0', StringComparison.Ordinal) || !UnicodeText.IsWhole(entityId))
            throw new ArgumentException("An entity id cannot contain NUL or half a character.", nameof(entityId));
    }

    static string Check(SearchDocument document, SearchOptions options)
    {
        Check(document.Surface, document.EntityId);
        if (document.Quality is not (>= 0 and <= 1))
            throw new ArgumentException("A quality is 0 to 1.", nameof(document));

        var language = document.Language ?? options.Languages[0];
        return options.Languages.Contains(language)
            ? language
            : throw new ArgumentException(
                $"'{language}' is none of SearchOptions.Languages: {string.Join(", ", options.Languages)}.", nameof(document));
    }
}
