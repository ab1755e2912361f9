using System.Text.Json;
using System.Text.Json.Nodes;
using Bits.Platform.Rpc;
using Bits.Platform.Tests.Audit;
using Bits.Platform.Tests.Features.Mentorship;

namespace Bits.Platform.Tests.Rpc;

/// <summary>Every call of the registry with a caller and a request for which it is accepted.</summary>
sealed class EveryCall(TestPlatform platform)
{
    readonly WritingCalls _writing = new(platform);

    public IReadOnlyList<RpcMethod> Methods { get; } =
        [.. platform.Get<RpcRegistry>().Methods.OrderBy(method => method.Rules.Name, StringComparer.Ordinal)];

    public async Task<(Guid Caller, string Request)> PrepareAsync(RpcMethod method)
    {
        if (!method.Rules.Reads)
        {
            var prepared = await _writing.ByName[method.Rules.Name]();
            return (prepared.Caller, JsonSerializer.Serialize(prepared.Request, JsonSerializerOptions.Web));
        }

        // A reading call is asked by its example, of a group that the caller owns and a post in it.
        var admin = await _writing.AdminAsync();
        var (group, post) = await _writing.PostedAsync(admin);
        var request = JsonNode.Parse(method.Rules.Example)!.AsObject();
        foreach (var (name, value) in new[]
        {
            ("groupId", $"{group}"), ("userId", $"{admin}"), ("entityId", $"post:{post}"), ("postId", $"{post}"), ("scope", $"group:{group}"),
        })
            if (request.ContainsKey(name))
                request[name] = value;
        if (method.Rules.Name.StartsWith("mentorship.", StringComparison.Ordinal))
            foreach (var (name, value) in await new MentorshipWritingCalls(platform).ReadableAsync(admin))
                if (request.ContainsKey(name))
                    request[name] = value;
        return (admin, request.ToJsonString());
    }
}

/// <summary>A field of a request that takes text.</summary>
sealed record TextField(string Name, bool IsList, IReadOnlyList<string> Optional)
{
    /// <summary>All of a request.</summary>
    public static IReadOnlyList<TextField> Of(Type request)
    {
        var fields = RpcJson.Options.GetTypeInfo(request).Properties;
        Assert.DoesNotContain(fields, field => !IsSimple(field.PropertyType)); // a nested one: teach this walk to go into it
        var optional = fields.Where(f => f.PropertyType == typeof(string) && f.AssociatedParameter is { HasDefaultValue: true }).Select(f => f.Name);
        return
        [
            .. from field in fields
               let isList = field.PropertyType == typeof(IReadOnlyList<string>)
               where isList || field.PropertyType == typeof(string)
               select new TextField(field.Name, isList, [.. optional.Where(name => name != field.Name)]),
        ];
    }

    /// <summary>The request with this text there; and without its other optional texts, where it has some.</summary>
    public IEnumerable<string> With(string request, string json)
    {
        const string place = "\"@text@\"";
        var body = JsonNode.Parse(request)!.AsObject();
        body[Name] = IsList ? new JsonArray(JsonNode.Parse(place)) : JsonNode.Parse(place);
        yield return body.ToJsonString().Replace(place, json, StringComparison.Ordinal);
        if (Optional.Where(body.Remove).ToList() is [_, ..])
            yield return body.ToJsonString().Replace(place, json, StringComparison.Ordinal);
    }

    // A record without text, such as a field and its audience.
    static bool HasEnumsOnly(Type type) => type.GetConstructors() is [var constructor] && constructor.GetParameters().All(p => p.ParameterType.IsEnum);

    static bool IsSimple(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum || plain == typeof(string) || plain == typeof(Guid) || plain == typeof(bool) || plain == typeof(int) || plain == typeof(byte[])
            || plain == typeof(long) || plain == typeof(DateTimeOffset) || plain == typeof(TimeOnly)
            || (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
                && (IsSimple(plain.GetGenericArguments()[0]) || HasEnumsOnly(plain.GetGenericArguments()[0])));
    }
}
