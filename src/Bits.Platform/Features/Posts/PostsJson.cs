using System.Text.Json.Serialization;

namespace Bits.Platform.Features.Posts;

/// <summary>Serializes the jobs of posts, and their links.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NotifyPost))]
[JsonSerializable(typeof(NotifyActivity))]
[JsonSerializable(typeof(NotifyReactions))]
[JsonSerializable(typeof(EraseRemoved))]
[JsonSerializable(typeof(IReadOnlyList<PostLink>))]
sealed partial class PostsJson : JsonSerializerContext;
