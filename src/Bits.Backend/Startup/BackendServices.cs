using Bits.Backend.Http;
using Bits.Console;
using Bits.Jobs;
using Bits.Pages.Hosting;
using Bits.Platform;
using Bits.Platform.Audit;
using Bits.Search;
using Bits.Web;

namespace Bits.Backend.Startup;

/// <summary>Registers the services of the backend, and the middleware in request order.</summary>
static class BackendServices
{
    /// <summary>Registers all services.</summary>
    /// <exception cref="SettingsException">A setting is missing or wrong; the message names it.</exception>
    public static void AddBackend(this WebApplicationBuilder builder, AuthSettings auth, BackendDatabase database)
    {
        builder.Services.AddSingleton(database.DataSource);
        if (database.Replicas is { } replicas)
            builder.Services.AddSingleton(replicas);

        builder.Services.AddOptions<JobWorkerOptions>().BindConfiguration("Jobs");
        var jobs = builder.Services.AddBitsPlatform();
        if (builder.Configuration.GetValue("Jobs:Enabled", true))
            jobs.AddWorker();
        builder.Services.AddOptions<LiveIndexOptions>().BindConfiguration("Search:LiveIndex");
        builder.Services.AddBitsSearch().AddLiveIndex(direct: database.Direct);
        builder.Services.AddAuditSealing();
        builder.Services.AddMembershipExpiry();
        builder.AddBrowserLogin(auth, database.DataSource);
        builder.Services.AddSingleton(services => new PageHost(
            services.GetRequiredService<HttpIdentity>().ProveAsync, HttpOrigin.Of, SignOut: BrowserLogin.SignOut,
            SignIn: auth.ClientId.Length > 0 ? BrowserLogin.SignIn : null));
        builder.Services.AddBitsConsole(database.Console);
        builder.Services.AddSingleton(services => DemoLogin.WebHost(services, builder.Environment, auth));
        builder.Services.AddBitsWeb();

        builder.Services.AddSingleton<IProblemDetailsWriter, BrowserPages>(); // the first writer that can, writes
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = HttpFaults.Explain);
        builder.Services.AddExceptionHandler<UnexpectedExceptionHandler>();
        builder.Services.AddRpcOpenApi();
        builder.Services.AddCapabilityPolicies();
    }

    /// <summary>Checks the settings that are optional only in Development.</summary>
    /// <exception cref="SettingsException">A setting is missing; the message names the key and the remedy.</exception>
    public static void RequireSecrets(this WebApplicationBuilder builder)
    {
        var audit = builder.Configuration.Checked<AuditOptions>(AuditOptions.Section);
        if (builder.Environment.IsDevelopment())
            return;
        if (audit.Keys.Count == 0)
            throw new SettingsException(
                "Audit:Keys is missing; a key outside the database seals the audit log. Set Audit:Keys:1 to what "
                + "this prints, and keep it secret: openssl rand -base64 32");
        if (audit.AnchorFile is not { Length: > 0 } anchor)
            throw new SettingsException(
                "Audit:AnchorFile is missing; without a copy of the chain's end outside the database, verification cannot detect that the "
                + "end was cut off. Set it to a file on another disk than the database's.");
        if (audit.FindAnchorProblem() is { } problem)
            throw new SettingsException($"Audit:AnchorFile is {anchor}: {problem}");
    }

    /// <summary>Adds the middleware in order, and maps the endpoints.</summary>
    public static void UseBackend(this WebApplication app)
    {
        app.UseProxyWarning();
        app.UseForwardedHeaders();
        app.UseRequestIds();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseDraining();
        if (!app.Environment.IsDevelopment())
            app.UseHsts();
        app.UseCrossOrigin();
        app.UseAddressLimits();
        app.UseMetrics();
        app.UseApiExplorerPolicy();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapOpenApi();
        app.MapApiExplorer();
        app.MapBrowserLogin();
        app.MapDemoLogin();
        app.MapMailLogin();
        app.MapPasskeyLogin();
        app.MapClaimLogin();
        app.MapAddressClaim();
        app.MapHealth();
        app.MapRpc();
        app.MapRosterFile();
        app.MapPersonalFile();
        app.MapPhotoFiles();
        app.MapProviderReports();
        app.MapUnsubscribe();
        app.MapEmailPreview();
        app.MapBitsConsole();
        app.MapBitsWeb();
    }
}
