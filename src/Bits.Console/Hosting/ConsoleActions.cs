using System.Text.Encodings.Web;
using System.Text.Json;
using Bits.Console.Live;
using Bits.Console.Parts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bits.Console.Hosting;

/// <summary>What a page's forms do: a call of the platform, by its one pipeline. The console has no action of its own, so
/// there is nothing here that <c>/rpc</c> would refuse or the audit log would miss.</summary>
/// <remarks>Who sends a form is asked before a byte of it is read.</remarks>
sealed class ConsoleActions(ConsoleCalls calls, ConsolePage page, ConsoleForms forms, ConsoleNotes notes, JobsWatch watch)
{
    /// <summary>The field with the address that is shown next.</summary>
    public const string Next = "_next";

    /// <summary>The field with the key under which the call happens once, however often its button is pressed.</summary>
    public const string Key = "_key";

    /// <summary>The field with what is said when it is done.</summary>
    public const string Done = "_done";

    // The call leaves an event of its own.
    static readonly Look Act = new(new("console.act", AuditClass.Admin), Capabilities.ConsoleView) { IsAudited = false };

    /// <summary>Offers <c>POST /do/{service}/{method}</c>, and with <c>try</c> in its place a dry run of it.</summary>
    public static void Map(IEndpointRouteBuilder console)
    {
        console.MapPost("/do/{service}/{method}", (HttpContext http, string service, string method, ConsoleActions actions, CancellationToken ct) =>
            actions.DoAsync(http, $"{service}/{method}", ct)).ExcludeFromDescription();
        console.MapPost("/try/{service}/{method}", (HttpContext http, string service, string method, ConsoleActions actions, CancellationToken ct) =>
            actions.TryAsync(http, $"{service}/{method}", ct)).ExcludeFromDescription();
    }

    Task<IResult> DoAsync(HttpContext http, string name, CancellationToken ct) => WithFormAsync(http, async (visitor, form) =>
    {
        try
        {
            await InvokeAsync(http, visitor, form, name, dryRun: false, ct);
            watch.Forget(); // what is shown next shows it
            notes.Leave(http, visitor, new(true, form[Done].ToString() is { Length: > 0 } done ? done : "Done."));
        }
        catch (FaultException fault)
        {
            notes.Leave(http, visitor, new(false, fault.Message));
        }

        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Local(http, form[Next].ToString());
        return Results.Empty;
    }, ct);

    // Those calls can be tried that are about many jobs: they say how many.
    Task<IResult> TryAsync(HttpContext http, string name, CancellationToken ct) => WithFormAsync(http, async (visitor, form) =>
    {
        try
        {
            var answer = await InvokeAsync(http, visitor, form, name, dryRun: true, ct);
            return answer.TryGetProperty("matching", out var matching)
                ? Results.Text(Words.Matching(matching.GetInt64(), answer.GetProperty("isMore").GetBoolean()))
                : throw ScreenCall.NotThere($"{name} does not say how many it is about.");
        }
        catch (FaultException fault)
        {
            return Results.Text(HtmlEncoder.Default.Encode(fault.Message));
        }
    }, ct);

    async Task<IResult> WithFormAsync(
        HttpContext http, Func<Visitor, IFormCollection, Task<IResult>> work, CancellationToken ct)
    {
        Visitor visitor;
        try
        {
            visitor = await page.EnterAsync(http, Act, ct);
        }
        catch (FaultException fault)
        {
            return page.Refuse(http, fault);
        }

        var (form, problem) = await ConsoleForms.ReadAsync(http, ct);
        return form is null ? problem! : await work(visitor, form);
    }

    async Task<JsonElement> InvokeAsync(
        HttpContext http, Visitor visitor, IFormCollection form, string name, bool dryRun, CancellationToken ct)
    {
        await forms.RequireOwnAsync(http);
        var method = calls.FindWrite(name) ?? throw ScreenCall.NotThere("There is no such call.");
        var fields = form.Where(f => f.Key is not ['_', ..] && f.Value.Any(v => !string.IsNullOrEmpty(v)));
        var body = method.FromQuery(
            fields.Select(f => new KeyValuePair<string, string?[]>(f.Key, [.. f.Value])).Concat(dryRun ? NoReason(form) : []));

        var invocation = new RpcInvocation(visitor.Identity, visitor.Origin)
        {
            IdempotencyKey = !dryRun && form[Key].ToString() is { Length: > 0 } key ? key : null,
            DryRun = dryRun,
        };
        return await calls.InvokeAsync(method, body, invocation, ct);
    }

    // Counting needs none: nothing is done, and nothing is audited.
    static IEnumerable<KeyValuePair<string, string?[]>> NoReason(IFormCollection form) =>
        string.IsNullOrWhiteSpace(form["reason"]) ? [new("reason", ["counting"])] : [];

    // Back to a page of the console, and nowhere else.
    static string Local(HttpContext http, string next)
    {
        var root = $"{http.Request.PathBase}{ConsoleEndpoints.Path}";
        return (next == root || next.StartsWith($"{root}/", StringComparison.Ordinal)) && !next.Any(char.IsControl) ? next : root;
    }
}
