using System.CommandLine;
using Bits.Jobs;

namespace Adminctl;

/// <summary>The options by which jobs are meant.</summary>
sealed class JobFilterOptions
{
    readonly Option<string?> _queue = new("--queue") { HelpName = "NAME", Description = "Of this queue only." };
    readonly Option<string?> _kind = new("--kind") { HelpName = "KIND", Description = "Of this kind only, such as groups.notify_post." };
    readonly Option<JobState?> _state = StateOption();
    readonly Option<string?> _key = new("--key") { HelpName = "KEY", Description = "With this key only." };
    readonly Option<string?> _signature = new("--signature")
    {
        HelpName = "TEXT",
        Description = "Of this group of failures only; see adminctl jobs failures.",
    };

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_queue, _kind, _state, _key, _signature])
            command.Options.Add(option);
    }

    /// <summary>What was given.</summary>
    public JobFilter Read(ParseResult parsed) =>
        new(parsed.GetValue(_queue), parsed.GetValue(_kind), parsed.GetValue(_state))
        {
            Key = parsed.GetValue(_key),
            Signature = parsed.GetValue(_signature),
        };

    static Option<JobState?> StateOption()
    {
        var states = string.Join(", ", Enum.GetNames<JobState>()).ToLowerInvariant();

        return new("--state")
        {
            HelpName = "STATE",
            Description = $"In this state only: {states}.",
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (Enum.TryParse<JobState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state))
                    return state;

                argument.AddError($"--state: there is no state '{text}'; it is one of {states}.");
                return null;
            },
        };
    }
}
