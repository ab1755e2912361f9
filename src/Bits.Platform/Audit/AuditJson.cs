using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bits.Platform.Audit;

/// <summary>Serializes JSON for the log. Stored as written, because the seal covers its bytes.</summary>
static class AuditJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default, // escapes control characters and markup for every viewer of the log
    };
}
