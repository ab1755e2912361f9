using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>How a program writes and reads the arguments of the kinds that it knows.</summary>
sealed class JobKinds
{
    readonly Dictionary<Type, JsonTypeInfo> _json = [];
    readonly JobJson[] _all;

    public JobKinds(IEnumerable<JobKind> kinds, IEnumerable<JobJson> all)
    {
        _all = [.. all];
        foreach (var kind in kinds)
            _json[kind.Json.Type] = PayloadJson.Of(kind.Json);
    }

    /// <summary>How to write these arguments, or those of a type that they derive from.</summary>
    /// <exception cref="InvalidOperationException">Nobody has said it; the message says how to.</exception>
    public JsonTypeInfo Of(Type type) =>
        _json.TryGetValue(type, out var json) ? json : Find(type) ?? throw new InvalidOperationException(
            $"How to write {type.Name} is not registered. Give its kind to AddHandler or AddKind, its JsonSerializerContext to AddJson, "
            + "or its JsonTypeInfo to this call.");

    // Arguments are enqueued as the type whose kind is registered: else their handler would miss the discriminator.
    JsonTypeInfo? Find(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (_json.TryGetValue(ancestor, out var json))
                return json;
        }

        return _all.Select(json => json.Find(type)).OfType<JsonTypeInfo>().Select(PayloadJson.Of).FirstOrDefault();
    }
}

/// <summary>A kind whose arguments this program can write.</summary>
sealed record JobKind(JsonTypeInfo Json);

/// <summary>Where the JSON of kinds is found that were registered without it.</summary>
sealed record JobJson(Func<Type, JsonTypeInfo?> Find);
