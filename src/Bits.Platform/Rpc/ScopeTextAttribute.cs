using System.ComponentModel.DataAnnotations;
using Bits.Membership;

namespace Bits.Platform.Rpc;

/// <summary>The written form of a scope, such as <c>batch:2018</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ScopeTextAttribute : ValidationAttribute
{
    /// <summary>The length of the longest one.</summary>
    public const int MaxLength = 97;

    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        return value is string text && Problem(text) is { } problem
            ? new(problem, [validationContext.MemberName!])
            : ValidationResult.Success;
    }

    static string? Problem(string text)
    {
        try
        {
            return ScopeTypes.All.Contains(Scope.Parse(text).Type)
                ? null
                : $"is of no known type. Use one of {string.Join(", ", ScopeTypes.All)}.";
        }
        catch (FormatException)
        {
            return "is not a scope. Write type:id, such as batch:2018.";
        }
    }
}
