using System.Text.Json.Serialization;
using Bits.Platform.Features.Directory.Claiming;

namespace Bits.Platform.Features.Directory;

/// <summary>Serializes what the directory stores as JSON, and its jobs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ForgetSeen))]
[JsonSerializable(typeof(ForgetClaims))]
[JsonSerializable(typeof(MailAddressClaim))]
[JsonSerializable(typeof(MailClaimDecision))]
sealed partial class DirectoryJson : JsonSerializerContext;
