using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Platform.Rpc;

/// <summary>Turns what came over the wire into a request, or says of each field what is wrong with it.</summary>
static class RequestBinder
{
    /// <summary>Reads and checks a request.</summary>
    /// <exception cref="FaultException">With every field at fault, not only the first.</exception>
    public static TRequest Bind<TRequest>(JsonElement body) where TRequest : notnull
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw FaultException.InvalidArgument("body", "must be a JSON object.");

        var fields = RpcJson.Options.GetTypeInfo(typeof(TRequest)).Properties;
        // Unknown fields come first, unless they are so many that they would push the others out.
        var unknown = UnknownFields(body, fields).ToList();
        var known = fields.Select(field => Problem(body, field)).OfType<FieldProblem>().ToList();
        if (known.Count + unknown.Count > 0)
            throw FaultException.InvalidArgument(unknown.Count + known.Count <= FaultException.MaxFields
                ? unknown.Concat(known)
                : known.Concat(unknown));

        var request = body.Deserialize<TRequest>(RpcJson.Options)!;
        Validate(request);
        return request;
    }

    /// <summary>A query string as the JSON object that it stands for.</summary>
    public static JsonElement FromQuery<TRequest>(IEnumerable<KeyValuePair<string, string?[]>> query)
    {
        var types = RpcJson.Options.GetTypeInfo(typeof(TRequest)).Properties.ToDictionary(p => p.Name, p => p.PropertyType);
        var json = new JsonObject();
        foreach (var (name, values) in query)
            json[name] = QueryValue(values, types.GetValueOrDefault(name, typeof(string)));

        return JsonSerializer.SerializeToElement(json);
    }

    // The first one says what there is; the others need not say it again.
    static IEnumerable<FieldProblem> UnknownFields(JsonElement body, IList<JsonPropertyInfo> fields)
    {
        var names = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        var takes = names.Count == 0 ? "no fields" : string.Join(", ", fields.Select(field => field.Name));

        return Names(body).Where(name => !names.Contains(name)).Select((name, place) => new FieldProblem(
            name, place == 0 ? $"is not known; this call takes {takes}." : "is not known."));
    }

    static IReadOnlyList<string> Names(JsonElement body)
    {
        try
        {
            return [.. body.EnumerateObject().Select(member => member.Name)];
        }
        catch (InvalidOperationException) // half of a surrogate pair, written as \u escape
        {
            throw FaultException.InvalidArgument("body", "has a field whose name is no text.");
        }
    }

    static FieldProblem? Problem(JsonElement body, JsonPropertyInfo field)
    {
        if (!body.TryGetProperty(field.Name, out var value))
            return field.AssociatedParameter is { HasDefaultValue: false }
                ? new(field.Name, $"is missing; it must be {Described(field.PropertyType)}.")
                : null;

        if (value.ValueKind == JsonValueKind.Null && field.AssociatedParameter is { IsNullable: true })
            return null;

        try
        {
            return value.ValueKind != JsonValueKind.Null && value.Deserialize(field.PropertyType, RpcJson.Options) is not null
                ? null
                : new(field.Name, $"must be {Described(field.PropertyType)}.");
        }
        catch (JsonException e)
        {
            return new(field.Name + e.Path?.TrimStart('$'), $"must be {Described(field.PropertyType)}.");
        }
    }

    static void Validate(object request)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(request, new(request), results, validateAllProperties: true))
            return;

        throw FaultException.InvalidArgument(
        [
            .. from result in results
               from member in result.MemberNames
               select new FieldProblem(JsonNamingPolicy.CamelCase.ConvertName(member), result.ErrorMessage ?? "is not valid."),
        ]);
    }

    static JsonNode? QueryValue(string?[] values, Type type) =>
        ElementType(type) is { } element ? new JsonArray([.. values.Select(v => QueryValue(v, element))])
        : values is [var single] ? QueryValue(single, type)
        : new JsonArray([.. values.Select(v => QueryValue(v, type))]);

    // Numbers and truth values come as text in a query; whatever cannot be read stays text, and is refused as such.
    static JsonNode? QueryValue(string? value, Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 when !type.IsEnum && int.TryParse(value, out var number) => number,
        TypeCode.Int64 when long.TryParse(value, out var number) => number,
        TypeCode.Boolean when bool.TryParse(value, out var truth) => truth,
        _ => value,
    };

    static string Described(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return ElementType(plain) is { } element ? $"a list, each entry {Described(element)}"
            : plain == typeof(string) ? "text without NUL characters"
            : plain == typeof(Guid) ? "a UUID such as 0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"
            : plain == typeof(bool) ? "true or false"
            : plain == typeof(byte[]) ? "the bytes of a file in base64"
            : plain == typeof(DateTimeOffset) ? "a date and time such as 2026-11-23T18:00:00Z"
            : plain.IsEnum ? $"one of {string.Join(", ", Words(plain))}"
            : "a whole number";
    }

    static IEnumerable<string> Words(Type type) =>
        Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);

    static Type? ElementType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
            : null;
}
