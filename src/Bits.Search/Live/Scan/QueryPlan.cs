using System.Numerics;
using System.Text;
using Bits.Search.Live.Segments;
using Bits.Search.Ranking;

namespace Bits.Search.Live.Scan;

/// <summary>A lexeme or a prefix that matches a clause of a query.</summary>
/// <param name="Clause">The number of the clause; below 0 for a term outside of all clauses, such as an excluded one.</param>
/// <param name="Term">The number of the term.</param>
/// <param name="Text">The lexeme or prefix, in UTF-8.</param>
/// <param name="IsPrefix">Whether it is a prefix.</param>
/// <param name="Units">What a posting adds to the sum of its document, by impact.</param>
sealed record TermMatcher(int Clause, int Term, byte[] Text, bool IsPrefix, ushort[] Units);

/// <summary>A query that is ready to add impacts in 16 bits. The upper bits count the clauses that a document matches;
/// the lower bits are an upper bound of its share of the best rank.</summary>
sealed class QueryPlan
{
    const double Millionths = 1_000_000;

    readonly int _units; // of the best rank

    /// <param name="query">The query; see <see cref="CanAnswer"/>.</param>
    /// <param name="averages">The average lengths that impacts are relative to.</param>
    public QueryPlan(ParsedQuery query, AverageLengths averages)
    {
        Query = query;
        ShareBits = 16 - BitOperations.Log2((uint)query.Clauses.Count) - 1;
        _units = ShareMask - query.Clauses.Count;
        var best = query.Clauses.Sum(clause => clause.Alternatives.Max(alternative => alternative.Weight));
        var growth = averages.Growth(query.Scoring.AverageLengths) * Impact.Growth(query.Scoring.Boosts.Quality);
        Matchers =
        [
            .. query.Clauses.SelectMany((clause, number) => clause.Alternatives.Select(
                a => Create(number, a.Term, Units(a.Weight / best, growth * Growth(query.Terms[a.Term]))))),
        ];
        ExactTitle = query.ExactTitle is { } title ? [Create(clause: -1, title, [])] : [];
        Excluded = [.. query.Excluded.Select(term => Create(clause: -1, term, []))];
    }

    /// <summary>Returns whether the index can answer the query. It stores no positions, so it cannot answer phrases.</summary>
    public static bool CanAnswer(ParsedQuery query) => !query.Terms.Any(term => term is PhraseTerm);

    /// <summary>Gets the query.</summary>
    public ParsedQuery Query { get; }

    /// <summary>Gets the matchers of the clauses, clause by clause.</summary>
    public IReadOnlyList<TermMatcher> Matchers { get; }

    /// <summary>Gets the matchers that a document must not have.</summary>
    public IReadOnlyList<TermMatcher> Excluded { get; }

    /// <summary>Gets the matcher of the exact title: none or one.</summary>
    public IReadOnlyList<TermMatcher> ExactTitle { get; }

    /// <summary>Gets the number of bits that hold the share.</summary>
    public int ShareBits { get; }

    /// <summary>Gets the bits that hold the share.</summary>
    public int ShareMask => (1 << ShareBits) - 1;

    /// <summary>Gets the minimum sum of a document that matches every clause.</summary>
    public int AllClauses => Query.Clauses.Count << ShareBits;

    /// <summary>Returns the share of a rank, with every boost and the quality at their maximum.</summary>
    public double UnitsOf(int rank) => (rank - 0.5) / Millionths * _units;

    TermMatcher Create(int clause, int term, ushort[] units) => Query.Terms[term] switch
    {
        LexemeTerm lexeme => new(clause, term, Encoding.UTF8.GetBytes(lexeme.Lexeme), IsPrefix: false, units),
        PrefixTerm prefix => new(clause, term, Encoding.UTF8.GetBytes(prefix.Prefix), IsPrefix: true, units),
        var other => throw new NotSupportedException($"The live index does not answer {other}."),
    };

    // A prefix counts once in the title, even for a lexeme that occurs once in a body of any length. Keys are of the title.
    static double Growth(QueryTerm term) => term is PrefixTerm { Prefix: not ['=', ..] } ? Impact.Max : 1;

    // Longer averages make every norm smaller and every share larger, at most by their own growth.
    ushort[] Units(double share, double growth)
    {
        var units = new ushort[Impact.Max + 1];
        for (var impact = 0; impact < units.Length; impact++)
        {
            var part = share * Math.Min(growth * impact / Impact.Max, 1);
            units[impact] = (ushort)((1 << ShareBits) | Math.Max(1, (int)Math.Ceiling(part * _units)));
        }

        return units;
    }
}
