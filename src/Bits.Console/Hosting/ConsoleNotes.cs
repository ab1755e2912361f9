using System.Buffers.Text;
using System.Text;
using Bits.Shared;
using Microsoft.AspNetCore.Http;

namespace Bits.Console.Hosting;

/// <summary>Carries what came of an action over to the page that is shown next.</summary>
static class ConsoleNotes
{
    const string Cookie = "bits-console-note";
    const int MaxLength = 500;

    /// <summary>Leaves a note.</summary>
    public static void Leave(HttpContext http, Note note) => http.Response.Cookies.Append(
        Cookie,
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes((note.IsGood ? "+" : "-") + UnicodeText.Beginning(note.Text, MaxLength))),
        Options(http));

    /// <summary>Takes the note, if there is one.</summary>
    public static Note? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } written || !Base64Url.IsValid(written))
            return null;

        http.Response.Cookies.Delete(Cookie, Options(http));
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(written));
        return text.Length > 1 ? new(text[0] == '+', text[1..]) : null;
    }

    static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = $"{http.Request.PathBase}{ConsoleEndpoints.Path}",
        MaxAge = TimeSpan.FromSeconds(30),
        IsEssential = true,
    };
}
