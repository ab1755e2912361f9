using Bits.Console.Hosting;
using Bits.Pages.Hosting;
using Bits.Platform.Maintenance;
using Bits.Search;

namespace Bits.Console.Features.Operations;

/// <summary>Shows the state of the database and the search index.</summary>
sealed class HealthScreen(ConsoleDatabase database, LiveIndex? live = null) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(ct);

        return View.Of<HealthView, HealthModel>("Health", new(
            await DatabaseHealth.ServerAsync(db, ct), await call.TryReadAsync(() => DatabaseHealth.TablesAsync(db, ct)) ?? [],
            await DatabaseHealth.ExtensionsAsync(db, ct), await DatabaseHealth.SchemasAsync(db, ct), live?.Health));
    }
}

/// <summary>The model of the health page.</summary>
public sealed record HealthModel(
    ServerHealth Server, IReadOnlyList<TableHealth> Tables, IReadOnlyList<string> Extensions, IReadOnlyList<AppliedSchema> Schemas,
    LiveIndexHealth? LiveIndex);
