using System.ComponentModel.DataAnnotations;
using Bits.Platform;

namespace Bits.Backend.Startup;

/// <summary>Reads settings that are needed before the services exist.</summary>
static class CheckedSettings
{
    /// <summary>Reads a section, and checks it by the attributes of its type.</summary>
    /// <exception cref="SettingsException">A value is invalid or out of range; the message names its key.</exception>
    public static T Checked<T>(this IConfiguration configuration, string section) where T : class, new()
    {
        var settings = Read<T>(configuration, section);
        var problems = new List<ValidationResult>();
        if (Validator.TryValidateObject(settings, new(settings), problems, validateAllProperties: true))
            return settings;

        throw new SettingsException(string.Join('\n', problems.Select(
            problem => $"{string.Join(", ", problem.MemberNames.Select(m => $"{section}:{m}"))}: {problem.ErrorMessage}")));
    }

    static T Read<T>(IConfiguration configuration, string section) where T : class, new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException($"{section}: {e.Message} {e.InnerException?.Message}");
        }
    }
}
