using System.Diagnostics;
using Bits.Backend.Http;
using Bits.Backend.Startup;
using Bits.EmbeddedPostgres;
using Microsoft.Extensions.Options;

var started = Stopwatch.GetTimestamp();
try
{
    if (args is ["--help" or "-h"])
    {
        Console.WriteLine(BackendArguments.Help);
        return 0;
    }

    await RunAsync(BackendArguments.Parse(args));
    return 0;
}
catch (Exception e) when (e is SettingsException or PostgresUnavailableException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

async Task RunAsync(BackendArguments arguments)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = arguments.Configuration,
        ContentRootPath = AppContext.BaseDirectory, // the settings lie beside the program, wherever it is started from
    });
    builder.UseFreeAddress();
    builder.AddHttpLimits();
    builder.AddTelemetry();
    var auth = builder.AddBearerTokens();
    builder.RequireSecrets();

    await using var database = await BackendDatabase.OpenAsync(
        builder.Configuration, builder.Environment, line => Console.WriteLine($"· {line}"));
    builder.AddBackend(auth, database);

    await using var app = builder.Build();
    if (arguments.DemoUsers is { } users)
        await DemoStart.SeedAsync(app, users);
    app.UseBackend();

    await app.StartAsync();
    var hasDemo = await DemoStart.IsThereAsync(app);
    Console.WriteLine(StartBox.Render(app.Urls.First(), database.Server, hasDemo, Stopwatch.GetElapsedTime(started)));
    await app.WaitForShutdownAsync();
}
