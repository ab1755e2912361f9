using System.Net;
using System.Text.Json;

namespace Bits.Backend.Tests.Http;

/// <summary>What every answer that is no success must be.</summary>
static class ProblemDocument
{
    public static void AssertProblem((HttpStatusCode Status, string Text) answer, HttpStatusCode status, string? field = null)
    {
        Assert.True(status == answer.Status, $"{answer.Status}: {answer.Text}");
        var problem = JsonDocument.Parse(answer.Text).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("detail").GetString()));
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        if (field is not null)
            Assert.Contains(
                field, problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()));
    }
}
