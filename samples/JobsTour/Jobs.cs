using System.Diagnostics;
using System.Text.Json.Serialization;
using Bits.Jobs;

sealed record ChargeCard(long Order) : IJobArgs
{
    public static string Kind => "shop.charge_card";

    public static JobDefaults Defaults { get; } = new()
    {
        MaxAttempts = 5,
        Timeout = TimeSpan.FromSeconds(30),
        Retry = new() { FirstDelay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromMinutes(10) },
    };
}

sealed class ChargeCardHandler : IJobHandler<ChargeCard>
{
    public Task HandleAsync(Job<ChargeCard> job, CancellationToken ct) => job.Args.Order switch
    {
        < 0 => throw new DiscardJobException("There is no such order."), // dead at once
        > 1_000_000 => throw new SnoozeJobException(TimeSpan.FromMinutes(5), "It is not packed yet."), // no attempt is counted
        _ => Console.Out.WriteLineAsync($"Order {job.Args.Order} is paid."), // the job has succeeded
    };
}

sealed record IndexOrder(long Order) : IJobArgs
{
    public static string Kind => "shop.index_order";

    public static JobDefaults Defaults { get; } = new() { Unique = new() { OnConflict = UniqueConflict.Debounce } };

    public string UniqueKey() => $"{Kind}:{Order}";
}

sealed class IndexOrderHandler : IJobHandler<IndexOrder>
{
    public Task HandleAsync(Job<IndexOrder> job, CancellationToken ct) =>
        Console.Out.WriteLineAsync($"Order {job.Args.Order} is found.");
}

sealed record SendCode(string To) : IJobArgs
{
    public static string Kind => "shop.send_code";
}

sealed class SendCodeHandler : IJobHandler<SendCode>
{
    public Task HandleAsync(Job<SendCode> job, CancellationToken ct) =>
        Console.Out.WriteLineAsync($"A code for {job.Args.To}.");
}

sealed record CloseDay : IJobArgs
{
    public static string Kind => "shop.close_day";

    [JsonPropertyName("batch")]
    public BatchEnd? Batch { get; init; } // how the batch ended, of whose jobs this one is the last
}

sealed class CloseDayHandler : IJobHandler<CloseDay>
{
    public Task HandleAsync(Job<CloseDay> job, CancellationToken ct) =>
        Console.Out.WriteLineAsync($"{job.Args.Batch?.Succeeded} of {job.Args.Batch?.Jobs} cards are charged.");
}

sealed class Timed : IJobMiddleware
{
    public async Task HandleAsync(JobContext job, Func<CancellationToken, Task> next, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await next(ct); // the middleware that was added later, and last the handler
        Console.WriteLine($"{job.Kind} took {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms.");
    }
}

[JsonSerializable(typeof(ChargeCard))]
[JsonSerializable(typeof(IndexOrder))]
[JsonSerializable(typeof(SendCode))]
[JsonSerializable(typeof(CloseDay))]
sealed partial class TourJson : JsonSerializerContext;
