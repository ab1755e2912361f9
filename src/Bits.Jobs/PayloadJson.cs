using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>The caller's JSON, with what payloads need: <c>jsonb</c> keeps no order of members, so a type discriminator may
/// stand anywhere; and a member that is missing or null is one that a handler was promised.</summary>
static class PayloadJson
{
    static readonly ConditionalWeakTable<JsonTypeInfo, JsonTypeInfo> Infos = [];
    static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Options = [];

    /// <summary>How to read and write payloads of this type; made once for each.</summary>
    public static JsonTypeInfo Of(JsonTypeInfo given)
    {
        ArgumentNullException.ThrowIfNull(given);
        return IsStrict(given.Options) ? given : Infos.GetValue(given, Derive);
    }

    /// <inheritdoc cref="Of(JsonTypeInfo)"/>
    public static JsonTypeInfo<TArgs> Of<TArgs>(JsonTypeInfo<TArgs> given) => (JsonTypeInfo<TArgs>)Of((JsonTypeInfo)given);

    static bool IsStrict(JsonSerializerOptions options) =>
        options.AllowOutOfOrderMetadataProperties && options.RespectRequiredConstructorParameters && options.RespectNullableAnnotations;

    static JsonTypeInfo Derive(JsonTypeInfo given)
    {
        var options = Options.GetValue(given.Options, static options => new(options)
        {
            AllowOutOfOrderMetadataProperties = true,
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
        });

        // Metadata that somebody wrote by hand is of no resolver, and stays as it is.
        return options.TypeInfoResolver is not null && options.TryGetTypeInfo(given.Type, out var derived) ? derived : given;
    }
}
