using Bits.Platform;
using Bits.Platform.Demo;

namespace Bits.Backend.Startup;

/// <summary>Seeds demo data at the start, if requested.</summary>
static class DemoStart
{
    /// <summary>Seeds the database, unless it has demo data.</summary>
    /// <exception cref="SettingsException">The environment is not Development.</exception>
    public static async Task SeedAsync(WebApplication app, int users)
    {
        if (!app.Environment.IsDevelopment())
            throw new SettingsException($"The environment is {app.Environment.EnvironmentName}: --demo is for Development only.");

        var demo = app.Services.GetRequiredService<DemoData>();
        if (!await demo.IsThereAsync(users, CancellationToken.None))
            await demo.SeedAsync(users, new Lines(), CancellationToken.None);
    }

    /// <summary>Returns whether there is demo data.</summary>
    public static Task<bool> IsThereAsync(WebApplication app) =>
        app.Services.GetRequiredService<DemoData>().IsThereAsync(users: 1, CancellationToken.None);

    sealed class Lines : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) =>
            System.Console.WriteLine($"· demo data: {value.Done} of {value.Total} {value.Step}");
    }
}
