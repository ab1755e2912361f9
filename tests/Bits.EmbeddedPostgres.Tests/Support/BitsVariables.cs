namespace Bits.EmbeddedPostgres.Tests.Support;

/// <summary>Sets the variables of the library for a while. Tests that do so are of the collection "environment".</summary>
sealed class BitsVariables : IDisposable
{
    static readonly string[] Names = ["BITS_DATABASE_URL", "BITS_PG_BIN", "BITS_PG_ROOT"];

    readonly string?[] _before = [.. Names.Select(Environment.GetEnvironmentVariable)];

    public BitsVariables(params string?[] values) => Set(values);

    public void Dispose() => Set(_before);

    static void Set(string?[] values)
    {
        foreach (var (name, value) in Names.Zip(values))
            Environment.SetEnvironmentVariable(name, value);
    }
}
