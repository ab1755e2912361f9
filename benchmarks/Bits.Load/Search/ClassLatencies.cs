using System.Diagnostics;
using Bits.Load.Measuring;

namespace Bits.Load.Search;

/// <summary>How long an engine takes for the questions of each class, one client.</summary>
static class ClassLatencies
{
    const int LastPage = 10;

    /// <summary>Measures engines in turn, the same questions in each round.</summary>
    /// <param name="engines">The engines.</param>
    /// <param name="questions">Questions of one class; those of a round are asked of every engine in turn.</param>
    /// <param name="rounds">How many rounds count; one before them warms up.</param>
    /// <param name="patience">How long an engine may take in a round: the rest of its questions is left out.</param>
    /// <param name="isPaged">Whether pages 2 to 10 are measured in place of the first.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>For each engine the latencies of each round.</returns>
    public static Task<IReadOnlyList<IReadOnlyList<Latencies>>> MeasureAsync(
        IReadOnlyList<ISearchEngine> engines, IReadOnlyList<SearchQuestion> questions, int rounds, TimeSpan patience,
        bool isPaged, CancellationToken ct) => Rounds.AlternateAsync(
            rounds, [.. engines.Select(engine => new Func<Task<Latencies>>(() => RoundAsync(engine, questions, patience, isPaged, ct)))], ct);

    static async Task<Latencies> RoundAsync(
        ISearchEngine engine, IReadOnlyList<SearchQuestion> questions, TimeSpan patience, bool isPaged, CancellationToken ct)
    {
        var latencies = new Latencies();
        var began = Stopwatch.GetTimestamp();
        foreach (var question in questions)
        {
            var next = await PageAsync(latencies, engine, question, after: null, counts: !isPaged, ct);
            for (var page = 2; isPaged && page <= LastPage && next is not null; page++)
                next = await PageAsync(latencies, engine, question, next, counts: true, ct);
            if (Stopwatch.GetElapsedTime(began) > patience && latencies.Count > 0)
                break;
        }

        return latencies;
    }

    static async Task<object?> PageAsync(
        Latencies latencies, ISearchEngine engine, SearchQuestion question, object? after, bool counts, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var (_, next) = await engine.PageAsync(question, after, ct);
        if (counts)
            latencies.RecordSince(started);

        return next;
    }
}
