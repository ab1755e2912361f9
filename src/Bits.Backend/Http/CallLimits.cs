using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Bits.Platform;
using Bits.Platform.Rpc;
using Microsoft.OpenApi;

namespace Bits.Backend.Http;

/// <summary>Adds the limits of a field to its schema: lengths, ranges, patterns, known words.</summary>
static class CallLimits
{
    const string NotBlank = @"\S";

    /// <summary>Adds the limits of a field.</summary>
    public static void Apply(OpenApiSchema schema, PropertyInfo field)
    {
        foreach (var limit in field.GetCustomAttributes<ValidationAttribute>())
            Apply(schema, limit);
        if (field.Name == "Surface")
            schema.Enum = Words();
        else if (field.Name == "Surfaces" && schema.Items is OpenApiSchema entry)
            entry.Enum = Words();
    }

    static void Apply(OpenApiSchema schema, ValidationAttribute limit)
    {
        switch (limit)
        {
            case TextAttribute text:
                (schema.MinLength, schema.MaxLength, schema.Pattern) = (1, text.MaximumLength, NotBlank);
                break;
            case StringLengthAttribute text:
                (schema.MinLength, schema.MaxLength) = (text.MinimumLength, text.MaximumLength);
                break;
            case MaxLengthAttribute text:
                schema.MaxLength = text.Length;
                break;
            case FileAttribute file:
                (schema.MinLength, schema.MaxLength) = (1, file.MaxCharacters);
                break;
            case LengthAttribute list:
                (schema.MinItems, schema.MaxItems) = (list.MinimumLength, list.MaximumLength);
                break;
            case RangeAttribute range:
                schema.Minimum = Convert.ToString(range.Minimum, CultureInfo.InvariantCulture);
                schema.Maximum = Convert.ToString(range.Maximum, CultureInfo.InvariantCulture);
                break;
            case RegularExpressionAttribute pattern:
                schema.Pattern = pattern.Pattern;
                break;
        }
    }

    static List<JsonNode> Words() => [.. Surfaces.All.Select(word => JsonValue.Create(word))];
}
