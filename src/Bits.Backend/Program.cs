using System.Diagnostics;
using Bits.Backend.Http;
using Bits.Backend.Startup;
using Bits.EmbeddedPostgres;
using Bits.Platform;

var started = Stopwatch.GetTimestamp();
try
{
    if (args.Any(arg => arg is "--help" or "-h"))
    {
        Console.WriteLine(BackendArguments.Help);
        return 0;
    }

    await RunAsync(BackendArguments.Parse(args));
    return 0;
}
catch (Exception e) when (SettingsException.Explain(e) is { } message)
{
    return await FailAsync(message);
}
catch (PostgresUnavailableException e)
{
    return await FailAsync(e.Message);
}

static async Task<int> FailAsync(string message)
{
    await Console.Error.WriteLineAsync(message);
    return 1;
}

static void Report(string line) => Console.WriteLine($"· {line}");

async Task RunAsync(BackendArguments arguments)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = arguments.Configuration,
        ContentRootPath = AppContext.BaseDirectory, // the settings are beside the program, regardless of the working directory
    });
    builder.UseFreeAddress(Report);
    builder.AddHttpLimits();
    builder.AddTelemetry();
    var auth = builder.AddBearerTokens();
    builder.RequireSecrets();
    builder.RequireNamedProxy();
    builder.AddCrossOrigin();

    await using var database = await BackendDatabase.OpenAsync(builder.Configuration, builder.Environment, arguments.Reset, Report);
    builder.AddBackend(auth, database);

    await using var app = builder.Build();
    if (arguments.DemoUsers is { } users)
        await DemoStart.SeedAsync(app, users);
    app.UseBackend();

    await app.ListenAsync();
    var hasDemo = await DemoStart.IsThereAsync(app);
    Console.WriteLine(StartBox.Render(app.Urls.First(), database.Server, hasDemo, Stopwatch.GetElapsedTime(started)));
    await app.WaitForShutdownAsync();
}
