using System.Text.Json.Serialization;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Runs;

namespace Bits.Platform.Features.Mentorship;

/// <summary>Serializes the jobs of mentorship.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScoreMentee))]
[JsonSerializable(typeof(AssignRun))]
[JsonSerializable(typeof(NotifyRun))]
[JsonSerializable(typeof(NotifyNext))]
[JsonSerializable(typeof(NotifyPair))]
[JsonSerializable(typeof(ApproveProposals))]
[JsonSerializable(typeof(ProposeNext))]
[JsonSerializable(typeof(KeepDeadlines))]
sealed partial class MentorshipJson : JsonSerializerContext;
