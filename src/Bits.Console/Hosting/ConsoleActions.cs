using System.Text.Encodings.Web;
using System.Text.Json;
using Bits.Console.Live;
using Bits.Console.Parts;
using Bits.Pages.Hosting;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bits.Console.Hosting;

/// <summary>The forms of the console; bulk calls have a dry run that counts.</summary>
sealed class ConsoleActions(ConsolePage page, JobsWatch watch) : PageActions(page)
{
    /// <summary>Maps <c>POST /do/{service}/{method}</c>, and <c>POST /try/{service}/{method}</c> for a dry run.</summary>
    public static void Map(IEndpointRouteBuilder console)
    {
        console.MapPost("/do/{service}/{method}", (HttpContext http, string service, string method, ConsoleActions actions, CancellationToken ct) =>
            actions.DoAsync(http, $"{service}/{method}", ct)).ExcludeFromDescription();
        console.MapPost("/try/{service}/{method}", (HttpContext http, string service, string method, ConsoleActions actions, CancellationToken ct) =>
            actions.TryAsync(http, $"{service}/{method}", ct)).ExcludeFromDescription();
    }

    protected override string Finish(string next, JsonElement answer)
    {
        watch.Forget(); // the next page must show the change
        return next;
    }

    // A count needs no reason: it changes nothing, and is not audited.
    protected override IEnumerable<KeyValuePair<string, string?[]>> Complete(
        IFormCollection form, IEnumerable<KeyValuePair<string, string?[]>> fields, bool dryRun) =>
        dryRun && string.IsNullOrWhiteSpace(form["reason"]) ? [.. fields, new("reason", ["counting"])] : fields;

    // Only bulk calls have a dry run: it returns their count.
    Task<IResult> TryAsync(HttpContext http, string name, CancellationToken ct) => WithFormAsync(http, async (user, form) =>
    {
        try
        {
            var answer = await InvokeAsync(http, user, form, name, dryRun: true, ct);
            return answer.TryGetProperty("matching", out var matching)
                ? Results.Text(MatchingJobs.Text(matching.GetInt64(), answer.GetProperty("isMore").GetBoolean()))
                : throw ScreenCall.NotThere($"{name} has no dry run.");
        }
        catch (FaultException fault)
        {
            return Results.Text(HtmlEncoder.Default.Encode(fault.Message));
        }
    }, ct);
}
