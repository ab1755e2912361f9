using System.CommandLine;
using System.Diagnostics;
using Bits.Jobs;
using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Membership;
using Bits.Load.Reporting;
using Bits.Platform;
using Bits.Platform.Features.Posts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bits.Load.Fanout;

/// <summary>A post to all members, by e-mail and WhatsApp: how long the planning takes, and what the providers got while workers
/// and backends were killed every few seconds.</summary>
sealed class FanoutScenario : IScenario
{
    const int Channels = 2;
    const int MaxMemorySamples = 10_000;

    static readonly Option<int> Recipients = NumberOption.Create(
        "--recipients", "How many members the post is for; default 180,000, at scale small 2,000.", usual: 0, least: 1_000);

    static readonly Option<int> Sent = NumberOption.Create(
        "--sent", "How many of them are sent to, on both channels, under kills; default 20,000, at scale small 200.", usual: 0, least: 100);

    public string Name => "fanout";

    public string Description => "A post to all members by e-mail and WhatsApp, while workers and backends are killed.";

    public IReadOnlyList<Option> Options => [Recipients, Sent];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var recipients = context.Given(Recipients, context.At(small: 2_000, full: 180_000));
        var sent = Math.Min(recipients, context.Given(Sent, context.At(small: 200, full: 20_000)));
        var schema = await context.Database.NewSchemaAsync(ct);
        await PlatformSchema.MigrateAsync(schema.DataSource, ct);
        await FilledMembers.FillAsync(schema, recipients, ct);
        await using var providers = await FanoutProviders.StartAsync(ct);
        using var host = Host(schema, providers);
        var post = await FanoutWorld.FillAsync(schema, ct);

        var (seconds, memory) = await PlanAsync(host, post, ct);
        await FanoutWorld.KeepAsync(schema, sent, ct);
        var kills = await KilledSenders.SendAsync(schema, providers, context.At(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)), ct);
        var outcome = await FanoutOutcome.ReadAsync(schema, providers, ct);

        context.Report.Table(
            $"{recipients:N0} recipients, {Channels} channels; {sent:N0} of them sent to, {kills:N0} kills", ["what", "value"],
            [
                ["planned in s", $"{seconds:N1}"], ["resident memory while planning, first and last fifth in MiB", memory],
                .. outcome.Rows(),
            ]);
        var figures = new Figures();
        figures.Add("recipients", recipients);
        figures.Add("channels", Channels);
        figures.Add("planned_seconds", seconds);
        outcome.AddTo(figures);
        return figures;
    }

    // The platform with both channels, as a worker has it.
    static IHost Host(LoadSchema schema, FanoutProviders providers)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(providers.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton(schema.DataSource);
        builder.Services.AddBitsPlatform();
        return builder.Build();
    }

    static async Task<(double Seconds, string Memory)> PlanAsync(IHost host, Guid post, CancellationToken ct)
    {
        ScenarioContext.Tell("planning");
        var samples = new List<double>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sampling = SampleAsync(samples, stop.Token);
        var began = Stopwatch.GetTimestamp();
        await ActivatorUtilities.CreateInstance<NotifyPostHandler>(host.Services).HandleAsync(
            new Job<NotifyPost>(1, new(post), "default", 1, 1, 1, default), ct);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await sampling;

        var fifth = Math.Max(1, samples.Count / 5);
        return (seconds, $"{samples.Take(fifth).Average():N0}, {samples.TakeLast(fifth).Average():N0}");
    }

    static async Task SampleAsync(List<double> samples, CancellationToken ct)
    {
        using var self = Process.GetCurrentProcess();
        do
            samples.Add(ProcessMemory.RssMiB(self));
        while (samples.Count < MaxMemorySamples && await WaitAsync(ct));
    }

    static async Task<bool> WaitAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
