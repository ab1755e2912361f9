using CsCheck;

namespace Bits.Membership.Tests.Model;

/// <summary>Random histories against the model. A history that goes wrong is shortened before it is shown.</summary>
[Slow]
public sealed class ModelTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Histories = 2_000;
    const int Steps = 50;

    readonly Memberships _memberships = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task Whatever_is_done_rows_and_ledger_are_those_of_the_model() =>
        Step.Any.Array[Steps].SampleAsync(RunAsync, iter: Cases.Of(Histories), threads: 4, print: steps => string.Join('\n', steps));

    async Task RunAsync(Step[] steps)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var both = new ModelledMemberships(_memberships, db);

        foreach (var step in steps)
            await both.DoAsync(step);
        await both.CompareAllAsync();
    }
}
