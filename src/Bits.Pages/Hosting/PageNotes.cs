using System.Security.Cryptography;
using Bits.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Bits.Pages.Hosting;

/// <summary>Passes the result of an action to the next page of a site in an encrypted cookie of the user; ignores notes
/// that the server did not write for them.</summary>
public sealed class PageNotes(IDataProtectionProvider protection)
{
    const int MaxLength = 500;
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>Stores a note.</summary>
    public void Leave(HttpContext http, PageSite site, PageUser user, Note note) => http.Response.Cookies.Append(
        Cookie(site), Seal(site, user).Protect((note.IsGood ? "+" : "-") + UnicodeText.Beginning(note.Text, MaxLength), Lifetime),
        Options(http, site));

    /// <summary>Removes and returns the note; null without one.</summary>
    public Note? Take(HttpContext http, PageSite site, PageUser user)
    {
        if (http.Request.Cookies[Cookie(site)] is not { Length: > 0 } written)
            return null;

        http.Response.Cookies.Delete(Cookie(site), Options(http, site));
        try
        {
            var text = Seal(site, user).Unprotect(written);
            return text.Length > 1 ? new(text[0] == '+', text[1..]) : null;
        }
        catch (CryptographicException)
        {
            return null; // for another user, too old, or forged
        }
    }

    static string Cookie(PageSite site) => $"bits-{site.Name}-note";

    ITimeLimitedDataProtector Seal(PageSite site, PageUser user) =>
        protection.CreateProtector($"bits.{site.Name}.note", $"{user.Caller.UserId}").ToTimeLimitedDataProtector();

    static CookieOptions Options(HttpContext http, PageSite site) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = $"{http.Request.PathBase}{site.First}",
        MaxAge = Lifetime,
        IsEssential = true,
    };
}

/// <summary>The result of an action.</summary>
/// <param name="IsGood">Whether it succeeded.</param>
/// <param name="Text">The message.</param>
public sealed record Note(bool IsGood, string Text);
