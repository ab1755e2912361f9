using System.Text.Json.Serialization;

namespace Bits.Platform.Features.Groups;

/// <summary>Serializes the jobs of groups.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApplyRule))]
[JsonSerializable(typeof(ApplyRules))]
sealed partial class GroupsJson : JsonSerializerContext;
