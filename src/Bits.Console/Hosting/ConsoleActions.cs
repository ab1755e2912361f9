using System.Text.Encodings.Web;
using System.Text.Json;
using Bits.Console.Live;
using Bits.Console.Parts;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bits.Console.Hosting;

/// <summary>What a page's forms do: a call of the platform, by its one pipeline. The console has no action of its own, so
/// there is nothing here that <c>/rpc</c> would refuse or the audit log would miss.</summary>
sealed class ConsoleActions(RpcRegistry registry, RpcPipeline pipeline, ConsoleDoor door, IAntiforgery forms, JobsWatch watch)
{
    /// <summary>The field with the address that is shown next.</summary>
    public const string Next = "_next";

    /// <summary>The field with the key under which the call happens once, however often its button is pressed.</summary>
    public const string Key = "_key";

    /// <summary>The field with what is said when it is done.</summary>
    public const string Done = "_done";

    /// <summary>Offers <c>POST /do/{service}/{method}</c>, and with <c>try</c> in its place a dry run of it.</summary>
    public static void Map(IEndpointRouteBuilder console)
    {
        console.MapPost("/do/{service}/{method}", (HttpContext http, string service, string method, ConsoleActions actions, CancellationToken ct) =>
            actions.DoAsync(http, $"{service}/{method}", ct)).ExcludeFromDescription();
        console.MapPost("/try/{service}/{method}", (HttpContext http, string service, string method, ConsoleActions actions, CancellationToken ct) =>
            actions.TryAsync(http, $"{service}/{method}", ct)).ExcludeFromDescription();
    }

    async Task<IResult> DoAsync(HttpContext http, string name, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        try
        {
            await InvokeAsync(http, form, name, dryRun: false, ct);
            watch.Forget(); // what is shown next shows it
            ConsoleNotes.Leave(http, new(true, form[Done].ToString() is { Length: > 0 } done ? done : "Done."));
        }
        catch (FaultException fault)
        {
            ConsoleNotes.Leave(http, new(false, fault.Message));
        }

        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Local(http, form[Next].ToString());
        return Results.Empty;
    }

    // Those calls can be tried that are about many jobs: they say how many.
    async Task<IResult> TryAsync(HttpContext http, string name, CancellationToken ct)
    {
        try
        {
            var answer = await InvokeAsync(http, await http.Request.ReadFormAsync(ct), name, dryRun: true, ct);
            return Results.Text(Words.Matching(answer.GetProperty("matching").GetInt64(), answer.GetProperty("isMore").GetBoolean()));
        }
        catch (FaultException fault)
        {
            return Results.Text(HtmlEncoder.Default.Encode(fault.Message));
        }
    }

    async Task<JsonElement> InvokeAsync(HttpContext http, IFormCollection form, string name, bool dryRun, CancellationToken ct)
    {
        await CheckAsync(http);
        var method = registry.Methods.FirstOrDefault(m => m.Rules.Name == name && !m.Rules.Reads)
            ?? throw ScreenCall.NotThere($"There is no call {name}.");
        var fields = form.Where(f => f.Key[0] != '_' && f.Value.Any(v => !string.IsNullOrEmpty(v)));
        var body = method.FromQuery(
            fields.Select(f => new KeyValuePair<string, string?[]>(f.Key, [.. f.Value])).Concat(dryRun ? NoReason(form) : []));

        var answer = await pipeline.InvokeAsync(
            method, body, new(await door.Prove(http), door.Origin(http))
            {
                IdempotencyKey = !dryRun && form[Key].ToString() is { Length: > 0 } key ? key : null,
                DryRun = dryRun,
            }, ct);
        return JsonSerializer.Deserialize<JsonElement>(answer.Json);
    }

    // Counting needs none: nothing is done, and nothing is audited.
    static IEnumerable<KeyValuePair<string, string?[]>> NoReason(IFormCollection form) =>
        string.IsNullOrWhiteSpace(form["reason"]) ? [new("reason", ["counting"])] : [];

    async Task CheckAsync(HttpContext http)
    {
        if (!await forms.IsRequestValidAsync(http))
            throw FaultException.PermissionDenied("foreign_page", "This form is not of this session, or too old; load the page again.");
    }

    // Back to a page of the console, and nowhere else.
    static string Local(HttpContext http, string next)
    {
        var root = $"{http.Request.PathBase}{ConsoleEndpoints.Path}";
        return (next == root || next.StartsWith($"{root}/", StringComparison.Ordinal)) && !next.Any(char.IsControl) ? next : root;
    }
}
