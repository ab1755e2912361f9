using Bits.Console.Hosting;
using Bits.Jobs;
using Bits.Pages.Hosting;

namespace Bits.Console.Features.Operations;

/// <summary>Groups dead jobs by the cause of their failure.</summary>
sealed class FailuresScreen(ConsoleDatabase database) : IScreen
{
    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => View.Of<FailuresView, FailuresModel>(
        "Failures", new(await call.TryReadAsync(() => _jobs.ListFailureGroupsAsync(ct)) ?? []));
}

/// <summary>The model of the failures page.</summary>
public sealed record FailuresModel(IReadOnlyList<FailureGroup> Groups);
