using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Bits.Jobs;

/// <summary>Checks the range of a time. Unlike <see cref="RangeAttribute"/> it needs no reflection, which trimmed programs
/// lack.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class TimeRangeAttribute(string minimum, string maximum)
    : ValidationAttribute($"The field {{0}} must be between {minimum} and {maximum}.")
{
    readonly TimeSpan _minimum = TimeSpan.Parse(minimum, CultureInfo.InvariantCulture);
    readonly TimeSpan _maximum = TimeSpan.Parse(maximum, CultureInfo.InvariantCulture);

    public override bool IsValid(object? value) => value is null || (value is TimeSpan time && time >= _minimum && time <= _maximum);
}

[OptionsValidator]
sealed partial class JobsHealthOptionsCheck : IValidateOptions<JobsHealthOptions>;

[OptionsValidator]
sealed partial class JobWorkerOptionsCheck : IValidateOptions<JobWorkerOptions>;

/// <summary>Checks the names of the served queues: a queue with an invalid name would never have a job.</summary>
sealed class ServedQueuesCheck : IValidateOptions<JobWorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, JobWorkerOptions options)
    {
        try
        {
            foreach (var queue in options.Queues)
                JobNames.Checked(queue, maxLength: 64, nameof(options.Queues));
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
