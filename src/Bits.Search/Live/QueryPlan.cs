using System.Numerics;
using System.Text;
using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>A lexeme, or a beginning of lexemes, that counts for a clause of a query.</summary>
/// <param name="Clause">Its clause; below 0 for none, as where a document must not have it.</param>
/// <param name="Term">Its term.</param>
/// <param name="Text">The lexeme, in UTF-8.</param>
/// <param name="IsPrefix">Whether it is a beginning.</param>
/// <param name="Units">For each impact: what a posting adds to the sum of its document.</param>
sealed record Strand(int Clause, int Term, byte[] Text, bool IsPrefix, ushort[] Units);

/// <summary>A query, made ready for adding up impacts in 16 bits: in the upper ones how many clauses a document fits, in
/// the lower ones no less than its share of the best rank.</summary>
sealed class QueryPlan
{
    const double Millionths = 1_000_000;

    readonly int _units; // what the best rank has

    /// <param name="query">The query; see <see cref="CanAnswer"/>.</param>
    /// <param name="averages">What impacts are measured by.</param>
    public QueryPlan(ParsedQuery query, AverageLengths averages)
    {
        Query = query;
        ShareBits = 16 - BitOperations.Log2((uint)query.Clauses.Count) - 1;
        _units = ShareMask - query.Clauses.Count;
        var best = query.Clauses.Sum(clause => clause.Alternatives.Max(alternative => alternative.Weight));
        var growth = averages.Growth(query.Scoring.AverageLengths) * Impact.Growth(query.Scoring.Boosts.Quality);
        Strands =
        [
            .. query.Clauses.SelectMany((clause, number) => clause.Alternatives.Select(
                a => Create(number, a.Term, Units(a.Weight / best, growth * Growth(query.Terms[a.Term]))))),
        ];
        ExactTitle = query.ExactTitle is { } title ? [Create(clause: -1, title, [])] : [];
        Excluded = [.. query.Excluded.Select(term => Create(clause: -1, term, []))];
    }

    /// <summary>Whether the index has what the query asks for; it keeps no positions.</summary>
    public static bool CanAnswer(ParsedQuery query) => !query.Terms.Any(term => term is PhraseTerm);

    /// <summary>The query.</summary>
    public ParsedQuery Query { get; }

    /// <summary>What counts, clause by clause.</summary>
    public IReadOnlyList<Strand> Strands { get; }

    /// <summary>What a document must not have.</summary>
    public IReadOnlyList<Strand> Excluded { get; }

    /// <summary>What a document has that is called exactly what was asked for: one or none.</summary>
    public IReadOnlyList<Strand> ExactTitle { get; }

    /// <summary>How many bits hold the share.</summary>
    public int ShareBits { get; }

    /// <summary>The bits that hold the share.</summary>
    public int ShareMask => (1 << ShareBits) - 1;

    /// <summary>The sum from which on a document fits every clause.</summary>
    public int AllClauses => Query.Clauses.Count << ShareBits;

    /// <summary>The share that a rank is, with every boost at its most, as is quality in an impact of the most.</summary>
    public double UnitsOf(int rank) => (rank - 0.5) / Millionths * _units;

    Strand Create(int clause, int term, ushort[] units) => Query.Terms[term] switch
    {
        LexemeTerm lexeme => new(clause, term, Encoding.UTF8.GetBytes(lexeme.Lexeme), IsPrefix: false, units),
        PrefixTerm prefix => new(clause, term, Encoding.UTF8.GetBytes(prefix.Prefix), IsPrefix: true, units),
        var other => throw new NotSupportedException($"The live index does not answer {other}."),
    };

    // A beginning counts once in the title, also for a lexeme that is once in a body of whatever length; keys are of the title.
    static double Growth(QueryTerm term) => term is PrefixTerm { Prefix: not ['=', ..] } ? Impact.Most : 1;

    // Longer averages make every norm smaller and every share larger, by no more than their own growth.
    ushort[] Units(double share, double growth)
    {
        var units = new ushort[Impact.Most + 1];
        for (var impact = 0; impact < units.Length; impact++)
        {
            var part = share * Math.Min(growth * impact / Impact.Most, 1);
            units[impact] = (ushort)((1 << ShareBits) | Math.Max(1, (int)Math.Ceiling(part * _units)));
        }

        return units;
    }
}
