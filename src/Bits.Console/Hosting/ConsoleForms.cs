using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bits.Console.Hosting;

/// <summary>Reads the forms of the pages: small ones, and only those that a page of this session has sent.</summary>
sealed class ConsoleForms(IAntiforgery forms)
{
    const int MaxBytes = 256 * 1024;

    static readonly FormOptions Limits = new()
    {
        ValueCountLimit = 64,
        KeyLengthLimit = 100,
        ValueLengthLimit = MaxBytes,
        BufferBodyLengthLimit = MaxBytes,
        MultipartBodyLengthLimit = MaxBytes,
    };

    /// <summary>Reads the form of a request.</summary>
    /// <returns>The form, or the page that says why it cannot be read.</returns>
    public static async Task<(IFormCollection? Form, IResult? Problem)> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBytes;
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, Limits));
        if (!http.Request.HasFormContentType)
            return (null, ConsolePage.Unreadable(http, "It is not a form.", StatusCodes.Status415UnsupportedMediaType));

        try
        {
            return (await http.Request.ReadFormAsync(ct), null);
        }
        catch (BadHttpRequestException e)
        {
            return (null, ConsolePage.Unreadable(http, $"It has more than {MaxBytes} bytes, or came broken.", e.StatusCode));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException) // NUL is the second
        {
            const string text = "It has too many fields, too long ones, or is broken.";
            return (null, ConsolePage.Unreadable(http, text, StatusCodes.Status400BadRequest));
        }
    }

    /// <summary>Refuses a form that is not of this session.</summary>
    /// <exception cref="FaultException">It is not.</exception>
    public async Task RequireOwnAsync(HttpContext http)
    {
        if (!await forms.IsRequestValidAsync(http))
            throw FaultException.PermissionDenied(
                "foreign_page", "This form is not of this session, or too old; load the page again.");
    }
}
