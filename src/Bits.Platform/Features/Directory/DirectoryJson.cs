using System.Text.Json.Serialization;

namespace Bits.Platform.Features.Directory;

/// <summary>Serializes what the directory stores as JSON.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ForgetSeen))]
sealed partial class DirectoryJson : JsonSerializerContext;
