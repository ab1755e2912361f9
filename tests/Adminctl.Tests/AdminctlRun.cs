namespace Adminctl.Tests;

/// <summary>Runs adminctl as a process, as an operator does.</summary>
sealed record AdminctlRun(int ExitCode, string Output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IEnumerable<string> Lines => Output.Split('\n').Where(line => !line.StartsWith('·'));

    public static async Task<AdminctlRun> Async(
        TestDatabase database, string[] args, params (string Name, string? Value)[] environment)
    {
        var keyFile = BackendProcess.KeyFile();
        var all = BackendProcess.Development(keyFile);
        all["ConnectionStrings__Bits"] = database.ConnectionString;
        foreach (var (name, value) in environment)
            all[name] = value;

        await using var process = ProgramProcess.StartBuilt("Adminctl", args, all);
        var exit = await process.ExitAsync(Ct);
        File.Delete(keyFile);
        return new(exit, process.Output);
    }

    /// <summary>Runs it until it prints the line, and kills it with SIGKILL.</summary>
    public static async Task KilledAsync(TestDatabase database, string[] args, string line)
    {
        var keyFile = BackendProcess.KeyFile();
        var all = BackendProcess.Development(keyFile);
        all["ConnectionStrings__Bits"] = database.ConnectionString;
        await using var process = ProgramProcess.StartBuilt("Adminctl", args, all);
        await process.LineAsync(line, Ct);
        await process.KillAsync(Ct);
        File.Delete(keyFile);
    }
}
