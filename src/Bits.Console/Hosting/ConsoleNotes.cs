using System.Security.Cryptography;
using Bits.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Bits.Console.Hosting;

/// <summary>Carries what came of an action over to the page that is shown next, in a cookie that is sealed for the
/// visitor: a note that the server did not write for them is not shown.</summary>
sealed class ConsoleNotes(IDataProtectionProvider protection)
{
    const string Cookie = "bits-console-note";
    const int MaxLength = 500;
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>Leaves a note.</summary>
    public void Leave(HttpContext http, Visitor visitor, Note note) => http.Response.Cookies.Append(
        Cookie, Seal(visitor).Protect((note.IsGood ? "+" : "-") + UnicodeText.Beginning(note.Text, MaxLength), Lifetime), Options(http));

    /// <summary>Takes the note, if there is one.</summary>
    public Note? Take(HttpContext http, Visitor visitor)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } written)
            return null;

        http.Response.Cookies.Delete(Cookie, Options(http));
        try
        {
            var text = Seal(visitor).Unprotect(written);
            return text.Length > 1 ? new(text[0] == '+', text[1..]) : null;
        }
        catch (CryptographicException)
        {
            return null; // of somebody else, too old, or made up
        }
    }

    ITimeLimitedDataProtector Seal(Visitor visitor) =>
        protection.CreateProtector("bits.console.note", $"{visitor.Caller.UserId}").ToTimeLimitedDataProtector();

    static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = $"{http.Request.PathBase}{ConsoleEndpoints.Path}",
        MaxAge = Lifetime,
        IsEssential = true,
    };
}
