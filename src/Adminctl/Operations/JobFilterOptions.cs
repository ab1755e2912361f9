using System.CommandLine;
using Bits.Jobs;

namespace Adminctl.Operations;

/// <summary>The options that select jobs.</summary>
sealed class JobFilterOptions
{
    readonly Option<string?> _queue = new("--queue") { HelpName = "NAME", Description = "Only this queue." };
    readonly Option<string?> _kind = new("--kind") { HelpName = "KIND", Description = "Only this kind, such as groups.notify_post." };
    readonly Option<JobState?> _state = StateOption();
    readonly Option<string?> _key = new("--key") { HelpName = "KEY", Description = "Only this partition key." };
    readonly Option<string?> _signature = new("--signature")
    {
        HelpName = "TEXT",
        Description = "Only this failure group; see adminctl jobs failures.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_queue, _kind, _state, _key, _signature])
            command.Options.Add(option);
    }

    /// <summary>Reads the given values.</summary>
    public JobFilter Read(ParseResult parsed) =>
        new(parsed.GetValue(_queue), parsed.GetValue(_kind), parsed.GetValue(_state))
        {
            PartitionKey = parsed.GetValue(_key),
            Signature = parsed.GetValue(_signature),
        };

    static Option<JobState?> StateOption()
    {
        var states = string.Join(", ", Enum.GetNames<JobState>()).ToLowerInvariant();

        return new("--state")
        {
            HelpName = "STATE",
            Description = $"Only this state: {states}.",
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (Enum.TryParse<JobState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state))
                    return state;

                argument.AddError($"--state: '{text}' is not a state; use one of {states}.");
                return null;
            },
        };
    }
}
