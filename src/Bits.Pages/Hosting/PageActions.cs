using System.Text.Json;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Bits.Pages.Hosting;

/// <summary>Executes the forms of pages as calls of the platform's pipeline. A site has no actions of its own, so
/// <c>/rpc</c> would accept the same, and the audit log has all of it.</summary>
/// <remarks>Authenticates the sender before it reads the form.</remarks>
public abstract class PageActions(PageFrame page)
{
    /// <summary>The field with the address of the next page.</summary>
    public const string Next = "_next";

    /// <summary>The field with the idempotency key: the call has one effect regardless of repeated presses.</summary>
    public const string Key = "_key";

    /// <summary>The field with the message after success; empty for no message.</summary>
    public const string Done = "_done";

    // The call leaves its own event.
    readonly Look _look = new(new($"{page.Site.Name}.act", AuditClass.Admin), page.Site.Capability) { IsAudited = false };

    /// <summary>Makes the call of a form, and redirects to the next page with a note of the result.</summary>
    public Task<IResult> DoAsync(HttpContext http, string name, CancellationToken ct) => WithFormAsync(http, async (user, form) =>
    {
        var next = form[Next].ToString();
        try
        {
            var answer = await InvokeAsync(http, user, form, name, dryRun: false, ct);
            next = Finish(next, answer);
            if (form[Done].ToString() is { Length: > 0 } done)
                Leave(http, user, new(true, done));
        }
        catch (FaultException fault)
        {
            return await FailedAsync(http, user, form, fault, ct);
        }

        return page.See(http, next);
    }, ct, page.Services.Calls.FindWrite(name)?.Files.Sum(file => file.MaxBytes) ?? 0);

    /// <summary>Returns the address of the next page after success.</summary>
    /// <param name="next">The address in the form.</param>
    /// <param name="answer">The answer of the call.</param>
    protected virtual string Finish(string next, JsonElement answer) => next;

    /// <summary>Answers after a fault. By default it leads to the next page with a note of the fault.</summary>
    protected virtual Task<IResult> FailedAsync(
        HttpContext http, PageUser user, IFormCollection form, FaultException fault, CancellationToken ct)
    {
        Leave(http, user, new(false, fault.Message));
        return Task.FromResult(page.See(http, form[Next].ToString()));
    }

    /// <summary>Authenticates the sender, then reads the form.</summary>
    protected async Task<IResult> WithFormAsync(
        HttpContext http, Func<PageUser, IFormCollection, Task<IResult>> work, CancellationToken ct, int maxFileBytes = 0)
    {
        try
        {
            var user = await page.EnterAsync(http, _look, ct);
            using var place = maxFileBytes > 0 ? Uploads.Enter(http, user.Identity) : null;
            var (form, problem) = await PageForms.ReadAsync(http, ct, maxFileBytes);
            return form is null ? page.Unreadable(http, problem!) : await work(user, form);
        }
        catch (FaultException fault)
        {
            return await page.RefuseAsync(http, fault, ct);
        }
        catch (NpgsqlException e) when (e is not PostgresException { IsTransient: false })
        {
            return await page.NoDatabaseAsync(http, ct);
        }
    }

    /// <summary>Makes the call of a form; fields that begin with a line are the form's own.</summary>
    /// <exception cref="FaultException">The call was denied, or its request is invalid.</exception>
    protected async Task<JsonElement> InvokeAsync(
        HttpContext http, PageUser user, IFormCollection form, string name, bool dryRun, CancellationToken ct)
    {
        await page.Services.Forms.RequireOwnAsync(http);
        var method = page.Services.Calls.FindWrite(name) ?? throw ScreenCall.NotThere($"There is no call {name}.");
        var invocation = new RpcInvocation(user.Identity, user.Origin)
        {
            IdempotencyKey = !dryRun && form[Key].ToString() is { Length: > 0 } key ? key : null,
            DryRun = dryRun,
        };
        return await page.Services.Calls.InvokeAsync(method, method.FromQuery(Complete(form, PageCalls.FieldsOf(form), dryRun)), invocation, ct);
    }

    /// <summary>Returns the fields of the request.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string?[]>> Complete(
        IFormCollection form, IEnumerable<KeyValuePair<string, string?[]>> fields, bool dryRun) => fields;

    /// <summary>Leaves a note for the next page.</summary>
    protected void Leave(HttpContext http, PageUser user, Note note) => page.Services.Notes.Leave(http, page.Site, user, note);
}
