using System.Text.Json;

namespace Bits.Load.Tests;

/// <summary>The runner as a process, as everybody starts it.</summary>
static class LoadProcess
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Measures a scenario at small scale, and returns its figures. It leaves nothing behind in the database.</summary>
    public static async Task<JsonElement> MeasureAsync(EmptyDatabase database, string scenario)
    {
        var (exit, output) = await RunAsync(scenario, "--scale", "small", "--database", database.ConnectionString);

        Assert.True(exit == 0, output);
        Assert.False(await database.DataSource.ValueAsync<bool>(
            "select exists (select from pg_namespace where nspname like 'bits\\_load%')"));
        return LastLine(output);
    }

    /// <summary>The figures of the last line.</summary>
    public static JsonElement LastLine(string output) =>
        JsonSerializer.Deserialize<JsonElement>(output.Split('\n').Last(line => !line.StartsWith('·')));

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(params string[] args)
    {
        await using var process = ProgramProcess.StartBuilt("Bits.Load", args, new Dictionary<string, string?>());
        var exit = await process.ExitAsync(Ct);
        return (exit, process.Output);
    }
}
