using Bits.EmbeddedPostgres.Unix;

[assembly: AssemblyFixture(typeof(Bits.EmbeddedPostgres.Tests.Support.PreparedCluster))]

namespace Bits.EmbeddedPostgres.Tests.Support;

/// <summary>A cluster made once, and copied for each test that does not care how it was made: initdb takes seconds.</summary>
public sealed class PreparedCluster : IAsyncLifetime
{
    readonly TestRoot _template = new();

    public async ValueTask InitializeAsync()
    {
        await using (await PostgresServer.OpenAsync(_template.Persistent))
        {
        }

        await _template.HasNoProcessAsync();
    }

    internal async Task<TestRoot> CopyAsync()
    {
        var copy = new TestRoot();
        var copying = await ChildProcess.RunAsync(["cp", "-a", _template.Path, copy.Path], CancellationToken.None);
        Assert.True(copying.Succeeded, copying.Output);

        return copy;
    }

    public ValueTask DisposeAsync() => _template.DisposeAsync();
}
