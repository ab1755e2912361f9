using System.Text.Json;
using Bits.Platform.Rpc;
using Bits.Platform.Tests.Audit;

namespace Bits.Platform.Tests.Rpc;

/// <summary>What a pillar refuses reaches the caller as a problem of the field that was sent.</summary>
public sealed class InvalidArgumentTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Theory]
    [InlineData("jobs.v1/Pause", """{"queue":"two words","reason":"test"}""", "queue", "'two words' is no")]
    [InlineData("jobs.v1/Pause", """{"kind":"two words","reason":"test"}""", "kind", "'two words' is no")]
    [InlineData("jobs.v1/RetryJob", """{"jobId":1,"payload":"[]","reason":"test"}""", "payload", "is not a JSON object")]
    [InlineData("jobs.v1/DiscardMatching", """{"state":"running","reason":"test"}""", "state", "is not possible")]
    [InlineData("jobs.v1/CancelMatching", """{"reason":"test"}""", "state", "every job would be cancelled")]
    public async Task A_refused_argument_is_a_problem_of_its_field(string call, string request, string field, string problem)
    {
        var admin = await new WritingCalls(platform).AdminAsync();

        var fault = await platform.FaultAsync(admin, call, JsonDocument.Parse(request).RootElement);

        Assert.Equal(FaultCode.InvalidArgument, fault.Code);
        var refused = Assert.Single(fault.Fields);
        Assert.Equal(field, refused.Field);
        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
        Assert.Equal($"{field}: {refused.Problem}", fault.Message);
    }

    [Theory]
    [InlineData("queue", true)]
    [InlineData("Queue", false)]
    [InlineData("surface", false)]
    public void Only_fields_of_the_request_are_the_callers(string field, bool isTheirs) =>
        Assert.Equal(isTheirs, platform.Get<RpcRegistry>().Get("jobs.v1/Pause").HasField(field));
}
