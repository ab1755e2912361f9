using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>The documents as of a moment. What happens later does not show in it.</summary>
/// <param name="Version">Counts the changes of this process; see <see cref="Segment.IsAlive"/>.</param>
/// <param name="Segments">Where the documents are.</param>
/// <param name="Moment">The moment.</param>
/// <param name="Averages">What impacts are measured by.</param>
sealed record LiveView(int Version, IReadOnlyList<Segment> Segments, LiveTime Moment, AverageLengths Averages);

/// <summary>A moment of the database.</summary>
/// <param name="Snapshot">Which transactions had ended.</param>
/// <param name="Clock">What its clock said.</param>
sealed record LiveTime(PgSnapshot Snapshot, DateTimeOffset Clock);

/// <summary>A document that has changed.</summary>
/// <param name="Id">The number of its row.</param>
/// <param name="Row">What is known of it; null where it is gone.</param>
/// <param name="Vector">Its words, as <c>tsvectorsend</c> writes them.</param>
readonly record struct DocumentChange(long Id, DocumentRow? Row, byte[] Vector);
