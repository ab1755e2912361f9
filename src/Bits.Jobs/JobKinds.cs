using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>Finds the JSON metadata of arguments, for the kinds that this program knows.</summary>
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

    /// <summary>Returns the metadata of this type, or of a type that it derives from.</summary>
    /// <exception cref="InvalidOperationException">No metadata is registered; the message names the remedy.</exception>
    public JsonTypeInfo Of(Type type) =>
        _json.TryGetValue(type, out var json) ? json : Find(type) ?? throw new InvalidOperationException(
            $"The JSON of {type.Name} is not registered. Pass its kind to AddHandler or AddKind, its JsonSerializerContext to AddJson, "
            + "or its JsonTypeInfo to this call.");

    // Enqueues arguments as the type whose kind is registered: else the payload would lack the type discriminator.
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

/// <summary>Finds the JSON metadata of kinds that were registered without it.</summary>
sealed record JobJson(Func<Type, JsonTypeInfo?> Find);
