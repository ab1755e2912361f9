using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Bits.Pages.Hosting;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Bits.Pages.Live;

/// <summary>Streams a part of a page to the users who have it open. A stream ends after some minutes, with the user's
/// access, and with the host; the browser then reconnects and authenticates again.</summary>
public abstract class LiveFeed(PageFrame page, IHostApplicationLifetime host) : IDisposable
{
    // Each holds memory and a place in the check of rights. Pages beyond it are whole, and get no live part.
    const int MaxOfUser = 16;

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    readonly LiveRights _rights = new(page.Services.Gate, page.Services.Time, page.Site.Capability);
    readonly Look _look = new(new($"{page.Site.Name}.live", AuditClass.Access), page.Site.Capability) { IsAudited = false };

    /// <summary>Gets the name of the event.</summary>
    protected abstract string Event { get; }

    /// <summary>Gets the time between two looks.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>Answers with the stream.</summary>
    public async Task<IResult> OpenAsync(HttpContext http, CancellationToken ct)
    {
        try
        {
            var user = await page.EnterAsync(http, _look, ct);
            if (_rights.Count(user.Caller.UserId) >= MaxOfUser)
                return Results.NoContent();

            return TypedResults.ServerSentEvents(StreamAsync(user, $"{http.Request.PathBase}{page.Site.Path}", ct));
        }
        catch (FaultException)
        {
            return Results.NoContent(); // tells the browser not to reconnect
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _rights.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins a stream.</summary>
    /// <param name="user">The user.</param>
    /// <param name="root">The path of the site.</param>
    /// <returns>What renders the next event of this stream; null when there is nothing new.</returns>
    protected abstract Func<CancellationToken, Task<string?>> Begin(PageUser user, string root);

    // Sends only with confirmed access: a failed check sends nothing, and the next check decides.
    async IAsyncEnumerable<SseItem<string>> StreamAsync(
        PageUser user, string root, [EnumeratorCancellation] CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, host.ApplicationStopping);
        using var stay = _rights.Begin(user);
        var render = Begin(user, root);
        for (var i = 0; i < Longest / Interval && await PauseAsync(end.Token); i++)
            switch (await TryAskAsync(stay, end.Token))
            {
                case false:
                    yield break;
                case true when await TryRenderAsync(render, end.Token) is { } html:
                    yield return new(html, Event);
                    break;
            }
    }

    static async Task<bool?> TryAskAsync(LiveRights.Stay stay, CancellationToken ct)
    {
        try
        {
            return await stay.MayGoOnAsync(ct);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return null;
        }
    }

    async Task<bool> PauseAsync(CancellationToken ct)
    {
        await Task.Delay(Interval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ct.IsCancellationRequested;
    }

    // After a failed read the page keeps its content and its time.
    static async Task<string?> TryRenderAsync(Func<CancellationToken, Task<string?>> render, CancellationToken ct)
    {
        try
        {
            return await render(ct);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return null;
        }
    }
}
