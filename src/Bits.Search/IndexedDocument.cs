using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Bits.Search.Ranking;
using Bits.Search.Text;
using Bits.Shared;

namespace Bits.Search;

/// <summary>Holds a document as the table stores it: the text, the words to lex, the keys.</summary>
sealed record IndexedDocument(
    string Surface, string EntityId, string Title, string Body, string Tags, string Language, FieldLengths Lengths, float Quality,
    long? Version, byte[] Hash, string TitleWords, string TitleKey, string BodyWords,
    string Keys, Guid? AuthorId)
{
    // A vector of more than a megabyte is an error in Postgres; text of this size cannot reach it.
    const int MaxBodyBytes = 256 * 1024;
    const int MaxTitleBytes = 4 * 1024;

    /// <summary>The version of the index format; a reindex rewrites documents of a lower version.</summary>
    public const int IndexVersion = 3;

    /// <summary>Estimates the size of the statement's arguments in bytes.</summary>
    public int Size => 2 * (Title.Length + Body.Length) + 200;

    /// <summary>Prepares a document.</summary>
    /// <exception cref="InvalidArgumentException">The surface or the language is unknown, the quality is outside 0 to 1, or the
    /// entity id is empty, too long or contains NUL.</exception>
    public static IndexedDocument Of(SearchDocument document, Vocabulary vocabulary, SearchOptions options)
    {
        vocabulary.Surfaces.Require(document.Surface);
        var language = Check(document, options);
        var folding = vocabulary.Folding;
        var title = PostgresText.Cleaned(document.Title, MaxTitleBytes);
        var body = PostgresText.Cleaned(document.Body, MaxBodyBytes);
        var text = IndexedText.Of(title, body);
        var foldedTitle = folding.Read(text.Title);
        var foldedBody = folding.Read(text.Body);
        var titleWords = PostgresText.Cleaned(foldedTitle.IndexText, MaxTitleBytes);
        var bodyWords = PostgresText.Cleaned(foldedBody.IndexText, MaxBodyBytes);
        var keys = IndexKeys.Of(Split(titleWords), isName: vocabulary.Surfaces.AreNames(document.Surface));
        var tags = string.Join(' ', document.AudienceTags.Select(tag => tag.Value).Distinct().Order(StringComparer.Ordinal));

        return new(
            document.Surface, document.EntityId, title, body, tags, language,
            new(foldedTitle.Words.Count, foldedBody.Words.Count), (float)document.Quality, document.Version,
            HashOf(title, body, tags, language, document.Quality), titleWords,
            Search.TitleKey.Vector(foldedTitle.AllWords, parts: !text.GoesOn), bodyWords,
            string.Join(' ', keys), document.AuthorId);
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

    /// <summary>Checks the id of an entity.</summary>
    /// <exception cref="InvalidArgumentException">The id is empty, too long or contains NUL.</exception>
    public static void Check(string entityId)
    {
        if (UnicodeText.Length(entityId) is not (>= 1 and <= 200))
            throw new InvalidArgumentException(nameof(entityId), "is empty or too long. Use 1 to 200 characters.");
        if (entityId.Contains('\0', StringComparison.Ordinal) || !UnicodeText.IsWhole(entityId))
            throw new InvalidArgumentException(nameof(entityId), "contains NUL or half a character. Use whole characters without NUL.");
    }

    static string Check(SearchDocument document, SearchOptions options)
    {
        Check(document.EntityId);
        if (document.Quality is not (>= 0 and <= 1))
            throw new InvalidArgumentException("quality", "The quality is outside 0 to 1. Use a number in this range.");

        var language = document.Language ?? options.Languages[0];
        return options.Languages.Contains(language)
            ? language
            : throw new InvalidArgumentException(
                "language", $"'{language}' is not a language of the index. Use one of SearchOptions.Languages: {string.Join(", ", options.Languages)}.");
    }
}
