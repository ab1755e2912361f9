using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bits.Platform.Audit;

/// <summary>How the log writes JSON: it is stored as written, because the seal covers its bytes.</summary>
static class AuditJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default, // control characters and markup stay escaped wherever the log is shown
    };
}
