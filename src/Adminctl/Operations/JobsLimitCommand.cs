using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Bits.Jobs;

namespace Adminctl.Operations;

/// <summary><c>adminctl jobs limit</c></summary>
static class JobsLimitCommand
{
    public static Command Create()
    {
        var queue = new Option<string>("--queue") { HelpName = "NAME", Required = true, Description = "The queue." };
        var running = Number("--running", "The maximum number of running jobs over all workers.");
        var perWorker = Number("--per-worker", "The maximum number of running jobs per worker.");
        var perKey = Number("--per-key", "The maximum number of running jobs per partition key.");
        var (rate, keyRate) = (Rate("--rate", "The maximum number of starts per interval"), Rate("--key-rate", "The maximum number of starts per interval and key"));
        var hand = new ActorOptions();
        var command = new Command("limit", "Set all limits of a queue. Without an option, removes all limits.")
        {
            queue, running, perWorker, perKey, rate, keyRate,
        };
        hand.AddTo(command);
        command.SetAction((parsed, ct) => JobsWriteCommands.WriteAsync(
            "limit", hand.Read(parsed),
            async (jobs, call) =>
            {
                var limits = new QueueLimits
                {
                    Running = parsed.GetValue(running),
                    RunningPerWorker = parsed.GetValue(perWorker),
                    RunningPerKey = parsed.GetValue(perKey),
                    Rate = parsed.GetValue(rate),
                    RatePerKey = parsed.GetValue(keyRate),
                };
                await jobs.SetLimitsAsync(call.Db, parsed.GetRequiredValue(queue), limits, hand.Read(parsed).Reason, ct);
                return $"{parsed.GetValue(queue)}: {Words(limits)}.";
            },
            parsed.GetRequiredValue(queue), ct));
        return command;
    }

    /// <summary>Formats the limits.</summary>
    public static string Words(QueueLimits limits)
    {
        string?[] words =
        [
            limits.Running is { } all ? $"{all} at once" : null,
            limits.RunningPerWorker is { } worker ? $"{worker} per worker" : null,
            limits.RunningPerKey is { } key ? $"{key} per key" : null,
            limits.Rate is { } rate ? $"{rate.Jobs} in {rate.Per}" : null,
            limits.RatePerKey is { } keyRate ? $"{keyRate.Jobs} per key in {keyRate.Per}" : null,
        ];
        return words.Any(word => word is not null) ? string.Join(", ", words.OfType<string>()) : "no limits";
    }

    static Option<int?> Number(string name, string description) => new(name) { HelpName = "N", Description = description };

    static Option<Rate?> Rate(string name, string description) => new(name)
    {
        HelpName = "N/TIME",
        Description = $"{description}: 100/1s, 1000/1m, 5000/1h.",
        CustomParser = argument => Read(name, argument),
    };

    static Rate? Read(string name, ArgumentResult argument)
    {
        var parts = argument.Tokens[0].Value.Split('/');
        try
        {
            if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var jobs)
                && parts[1].Length > 1 && int.TryParse(parts[1].AsSpan(0, parts[1].Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && parts[1][^1] switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), _ => default } is var unit
                && unit != default)
                return new(jobs, unit * number);

            argument.AddError($"{name}: '{argument.Tokens[0].Value}' is not a rate; write 100/1s, 1000/1m or 5000/1h.");
        }
        catch (OverflowException)
        {
            argument.AddError($"{name}: '{argument.Tokens[0].Value}' is too long an interval; write 100/1s, 1000/1m or 5000/1h.");
        }
        catch (InvalidArgumentException e)
        {
            argument.AddError($"{name}: {e.Message}");
        }

        return null;
    }
}
