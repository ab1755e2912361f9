using System.Diagnostics;
using Bits.Backend.Http;
using Bits.Backend.Startup;
using Bits.EmbeddedPostgres;
using Bits.Jobs;
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
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = RpcEndpoints.MaxBodyBytes);
    builder.AddBearerTokens();

    await using var database = await BackendDatabase.OpenAsync(
        builder.Configuration, builder.Environment, line => Console.WriteLine($"· {line}"));
    builder.Services.AddSingleton(database.DataSource);

    builder.Services.AddOptions<JobWorkerOptions>().BindConfiguration("Jobs");
    var jobs = builder.Services.AddBitsPlatform();
    if (builder.Configuration.GetValue("Jobs:Enabled", true))
        jobs.AddWorker();
    builder.Services.AddMembershipExpiry();

    builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = HttpFaults.Explain);
    builder.Services.AddExceptionHandler<UnexpectedExceptionHandler>();
    builder.Services.AddRpcOpenApi();
    builder.Services.AddCapabilityPolicies();

    await using var app = builder.Build();
    if (arguments.DemoUsers is { } users)
        await DemoStart.SeedAsync(app, users);

    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UseAuthorization();
    app.MapOpenApi();
    app.MapApiExplorer();
    app.MapHealth();
    app.MapRpc();
    app.MapRosterFile();

    await app.StartAsync();
    var hasDemo = await DemoStart.IsThereAsync(app);
    Console.WriteLine(StartBox.Render(app.Urls.First(), database.Server, hasDemo, Stopwatch.GetElapsedTime(started)));
    await app.WaitForShutdownAsync();
}
