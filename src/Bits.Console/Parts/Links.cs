using Bits.Jobs;
using Microsoft.AspNetCore.WebUtilities;

namespace Bits.Console.Parts;

/// <summary>Addresses that several pages link to.</summary>
public static class Links
{
    /// <summary>Returns the address of the dead jobs of a failure group.</summary>
    public static string Failures(string root, FailureGroup group) => QueryHelpers.AddQueryString($"{root}/jobs", new Dictionary<string, string?>
    {
        ["state"] = "dead",
        ["kind"] = group.Kind,
        ["signature"] = group.Signature,
    });
}
