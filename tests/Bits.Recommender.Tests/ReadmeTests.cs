using System.Text.RegularExpressions;
using static Bits.Recommender.Tests.People;

namespace Bits.Recommender.Tests;

/// <summary>The code of the package's page runs.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void The_code_of_the_page_is_the_code_of_this_test()
    {
        var folder = ProgramProcess.Repository;
        var page = File.ReadAllText(Path.Combine(folder, "src", "Bits.Recommender", "README.md"));
        var test = File.ReadAllText(Path.Combine(folder, "tests", "Bits.Recommender.Tests", "ReadmeTests.cs"));

        Assert.All(CSharp.Matches(page), block => Assert.Contains(block.Groups[1].Value, Indent.Replace(test, ""), StringComparison.Ordinal));
    }

    [Fact]
    public void The_code_of_the_page_runs()
    {
        var (now, asha, signals) = (Now, Asha, Circles(seed: 1));

#pragma warning disable xUnit1051 // The page shows the calls without a token.
        var trainer = new RecommenderTrainer();
        foreach (var signal in signals)
            trainer.Add(signal);
        var model = trainer.Train(now);

        foreach (var user in trainer.Users)
            foreach (var found in model.Recommend(trainer.HistoryOf(user), new() { Limit = 5, Excluded = ["kayak"] }))
                Console.WriteLine($"{user}: {found.Item}, because of {string.Join(", ", found.Reasons.Select(reason => reason.Item))}");

        var later = model.Update(trainer.HistoryOf(asha), [new(asha, "tent", 1, now.AddHours(1))], now.AddHours(1));
#pragma warning restore xUnit1051

        Assert.Contains("tent", later.Items);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    static partial Regex CSharp { get; }

    [GeneratedRegex("^        ", RegexOptions.Multiline)]
    static partial Regex Indent { get; }
}
