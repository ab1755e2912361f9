using Bits.Search.Live.Follow;
using Bits.Search.Ranking;

namespace Bits.Search.Live.Segments;

/// <summary>The documents as of one snapshot; immutable.</summary>
/// <param name="Version">The number of changes in this process; see <see cref="Segment.IsAlive"/>.</param>
/// <param name="Segments">The segments.</param>
/// <param name="AsOf">The snapshot and its time.</param>
/// <param name="Averages">The average lengths that impacts are relative to.</param>
sealed record SegmentSet(int Version, IReadOnlyList<Segment> Segments, LiveTime AsOf, AverageLengths Averages);

/// <summary>A snapshot of the database and its time.</summary>
/// <param name="Snapshot">The transactions that had ended.</param>
/// <param name="Clock">The time of the database.</param>
sealed record LiveTime(PgSnapshot Snapshot, DateTimeOffset Clock);

/// <summary>A changed document.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="Row">The data of the document; null when it is deleted.</param>
/// <param name="Vector">The words, in the format of <c>tsvectorsend</c>.</param>
readonly record struct DocumentChange(long Id, DocumentRow? Row, byte[] Vector);
