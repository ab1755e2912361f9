using System.Text.Json.Serialization;

namespace Bits.Jobs;

/// <summary>The JSON metadata of this library's own types.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobFilter))]
[JsonSerializable(typeof(BulkWork))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
sealed partial class JobsJson : JsonSerializerContext;
