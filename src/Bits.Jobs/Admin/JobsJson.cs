using System.Text.Json.Serialization;

namespace Bits.Jobs;

/// <summary>How this library writes JSON of its own.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobFilter))]
[JsonSerializable(typeof(BulkWork))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
sealed partial class JobsJson : JsonSerializerContext;
