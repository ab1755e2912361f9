using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>Adds strict options to the caller's JSON metadata. A type discriminator may stand anywhere, because <c>jsonb</c>
/// keeps no order of members. A required member must not be missing or null.</summary>
static class PayloadJson
{
    static readonly ConditionalWeakTable<JsonTypeInfo, JsonTypeInfo> Infos = [];
    static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Options = [];

    /// <summary>Returns the metadata for payloads of this type; created once for each type.</summary>
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

        // Metadata that was written by hand has no resolver, and stays as it is.
        return options.TypeInfoResolver is not null && options.TryGetTypeInfo(given.Type, out var derived) ? derived : given;
    }
}
