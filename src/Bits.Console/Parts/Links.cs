using Bits.Jobs;
using Microsoft.AspNetCore.WebUtilities;

namespace Bits.Console.Parts;

/// <summary>Addresses that several pages lead to.</summary>
public static class Links
{
    /// <summary>The dead jobs of a group of failures.</summary>
    public static string Failures(string root, FailureGroup group) => QueryHelpers.AddQueryString($"{root}/jobs", new Dictionary<string, string?>
    {
        ["state"] = "dead",
        ["kind"] = group.Kind,
        ["signature"] = group.Signature,
    });
}
