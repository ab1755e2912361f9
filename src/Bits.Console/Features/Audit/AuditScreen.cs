using System.Globalization;
using Bits.Console.Hosting;
using Bits.Pages.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;

namespace Bits.Console.Features.Audit;

/// <summary>Lists the audit log, the latest first.</summary>
sealed class AuditScreen(ConsoleDatabase database, AccountDirectory accounts) : IScreen
{
    const int PageSize = 50;

    readonly AuditReader _audit = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(ct);
        var actor = call.Text("actor") is { } login ? await accounts.FindByLoginAsync(db, login, ct) : null;
        var isUnknown = call.Text("actor") is not null && actor is null;
        var filter = new AuditFilter(
            call.Text("action"), actor?.Id, call.Text("scope"), call.Text("target"), call.Text("outcome"), call.Text("request"),
            call.Time("from"), call.Time("to"));

        var page = isUnknown ? [] : await call.TryReadAsync(() => _audit.ListAsync(filter, Cursor(call.Text("after")), PageSize + 1, ct)) ?? [];
        var shown = page.Take(PageSize).ToList();
        var names = await accounts.ListNamesAsync(
            db, shown.Where(e => e.ActorId is not null).Select(e => e.ActorId!.Value), ct);

        return View.Of<AuditView, AuditModel>("Audit log", new(
            shown, names, isUnknown ? call.Text("actor") : null, page.Count > PageSize ? Text(shown[^1]) : null));
    }

    // A place is a time and an event: 638…-0198….
    static string Text(AuditEntry last) => string.Create(CultureInfo.InvariantCulture, $"{last.At.UtcTicks}-{last.Id:N}");

    static AuditCursor? Cursor(string? text) =>
        text?.Split('-', 2) is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
        && Guid.TryParseExact(id, "N", out var guid)
            ? new(new DateTimeOffset(at, TimeSpan.Zero), guid)
            : null;
}
