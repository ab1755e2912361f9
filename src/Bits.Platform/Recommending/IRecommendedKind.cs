using Bits.Search.Signals;
using Npgsql;

namespace Bits.Platform.Recommending;

/// <summary>A kind of thing that the platform recommends. A feature adds its own in one line.</summary>
public interface IRecommendedKind
{
    /// <summary>Gets the name in requests, such as <c>groups</c>; also the name of the list that is stored for each user.</summary>
    string Name { get; }

    /// <summary>Gets the search surfaces of its documents.</summary>
    IReadOnlyList<string> Surfaces { get; }

    /// <summary>Gets whether the model learns from signals about its documents. Default: true. False for a kind with an
    /// <see cref="ISuggester"/>.</summary>
    bool IsLearnt => true;

    /// <summary>Returns whether a document is of this kind.</summary>
    bool Includes(ReadOnlySpan<char> surface, ReadOnlySpan<char> entityId);

    /// <summary>Returns the path of the page of a document on the site.</summary>
    string AddressOf(string entityId);

    /// <summary>Returns the reason for a user whose interest in a document of this kind speaks for another one.</summary>
    /// <param name="title">The title of the user's document.</param>
    string ReasonOf(string title);

    /// <summary>Streams what the feature itself knows of the interests of users, beside the recorded signals: members, authors.
    /// </summary>
    /// <param name="db">An open connection; busy until the last one is read.</param>
    /// <param name="since">The beginning of the time; null for all times.</param>
    /// <param name="ct">Cancels the query.</param>
    IAsyncEnumerable<Interest> StreamInterestsAsync(NpgsqlConnection db, DateTimeOffset? since, CancellationToken ct);

    /// <summary>Reads what <see cref="ISuggester"/> needs. Default: null; the candidates come from the model.</summary>
    Task<ISuggester?> PrepareAsync(NpgsqlConnection db, CancellationToken ct) => Task.FromResult<ISuggester?>(null);

    /// <summary>Selects the candidates that a viewer may still get: not what they have, nor what is closed to them.</summary>
    /// <param name="db">An open connection; all statements see one snapshot.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="found">Candidates whose documents the viewer may see.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>By entity id: the reason in words; null to take it from the documents that contribute.</returns>
    Task<IReadOnlyDictionary<string, string?>> ShowAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyList<VisibleCandidate> found, CancellationToken ct);
}

/// <summary>The interest of a user in a document.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Document">The document as <c>surface/entity</c>.</param>
/// <param name="Weight">The weight: 1 when the user has it.</param>
/// <param name="At">The time.</param>
public readonly record struct Interest(Guid UserId, string Document, float Weight, DateTimeOffset At);

/// <summary>Suggests candidates for users from what it holds in memory. Safe for concurrent use.</summary>
public interface ISuggester
{
    /// <summary>Returns the best candidates for a user, the best first.</summary>
    IReadOnlyList<Candidate> Suggest(Guid userId, int limit);
}
