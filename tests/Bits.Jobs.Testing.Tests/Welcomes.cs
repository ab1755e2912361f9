using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Jobs.Testing.Tests;

/// <summary>An application that welcomes people, and reminds them a week later.</summary>
static class Welcomes
{
    public static ServiceProvider Build(NpgsqlDataSource dataSource)
    {
        var services = new ServiceCollection().AddSingleton(dataSource);
        services.AddBitsJobs()
            .AddHandler<Welcome, WelcomeHandler>(WelcomeJson.Default.Welcome)
            .AddHandler<Reminder, ReminderHandler>(WelcomeJson.Default.Reminder);
        return services.BuildServiceProvider();
    }
}

sealed record Welcome(string To) : IJobArgs
{
    public static string Kind => "tests.welcome";
}

sealed record Reminder(string To) : IJobArgs
{
    public static string Kind => "tests.reminder";
}

/// <summary>May run twice: then there are two reminders.</summary>
sealed class WelcomeHandler(JobQueue queue) : IJobHandler<Welcome>
{
    public async Task HandleAsync(Job<Welcome> job, CancellationToken ct)
    {
        if (job.Args.To == "again")
            await queue.EnqueueAsync(new Welcome("again"), WelcomeJson.Default.Welcome, ct: ct);
        else
            await queue.EnqueueAsync(
                new Reminder(job.Args.To), WelcomeJson.Default.Reminder,
                new() { RunAt = TimeProvider.System.GetUtcNow().AddDays(7) }, ct);
    }
}

/// <summary>Waits a day for whoever is away, and fails for nobody.</summary>
sealed class ReminderHandler : IJobHandler<Reminder>
{
    public Task HandleAsync(Job<Reminder> job, CancellationToken ct) => job.Args.To switch
    {
        "away" => throw new SnoozeJobException(TimeSpan.FromDays(1), "away"),
        "" => throw new InvalidOperationException("There is nobody to remind."),
        _ => Task.CompletedTask,
    };
}

[JsonSerializable(typeof(Welcome))]
[JsonSerializable(typeof(Reminder))]
sealed partial class WelcomeJson : JsonSerializerContext;
