using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bits.Pages.Hosting;

/// <summary>Reads the forms of pages: small ones, from a page of the same user.</summary>
public sealed class PageForms(IAntiforgery forms)
{
    /// <summary>The reason of a form without the token of the user.</summary>
    public const string ForeignForm = "foreign_page";

    /// <summary>The field with the token of a form.</summary>
    public const string Token = "__RequestVerificationToken";

    const int MaxBytes = 256 * 1024;

    /// <summary>Reads the form of a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="ct">Stops reading.</param>
    /// <param name="maxFileBytes">The maximum size of its files together; default: no file. Files go to the disk, not to
    /// memory.</param>
    /// <returns>The form, or why it cannot be read.</returns>
    public static async Task<(IFormCollection? Form, FormProblem? Problem)> ReadAsync(
        HttpContext http, CancellationToken ct, int maxFileBytes = 0)
    {
        if (http.Features.Get<IFormFeature>()?.Form is { } read)
            return (read, null);

        if (http.Request.ContentLength > MaxBytes + maxFileBytes)
        {
            await DropAsync(http, ct);
            return (null, TooLarge(maxFileBytes));
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBytes + maxFileBytes;
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, LimitsOf(maxFileBytes)));
        if (!http.Request.HasFormContentType)
            return (null, new("The request is not a form.", StatusCodes.Status415UnsupportedMediaType));

        try
        {
            return (await http.Request.ReadFormAsync(ct), null);
        }
        catch (BadHttpRequestException e)
        {
            return (null, TooLarge(maxFileBytes) with { Status = e.StatusCode });
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException) // NUL gives the second
        {
            await DropAsync(http, ct);
            return (null, new("The form has too many fields, too long ones, too large files, or is broken.", StatusCodes.Status400BadRequest));
        }
    }

    static FormProblem TooLarge(int maxFileBytes) => new(
        $"The form has more than {MaxBytes + maxFileBytes} bytes, or is broken. Send smaller texts and files.",
        StatusCodes.Status413PayloadTooLarge);

    // Reads on, as far as the server allows: closing the connection while the browser still sends would lose the answer.
    static async Task DropAsync(HttpContext http, CancellationToken ct)
    {
        try
        {
            await http.Request.Body.CopyToAsync(Stream.Null, ct);
        }
        catch (Exception e) when (e is BadHttpRequestException or IOException)
        {
            // The connection is closed then.
        }
    }

    static FormOptions LimitsOf(int maxFileBytes) => new()
    {
        ValueCountLimit = 64,
        KeyLengthLimit = 100,
        ValueLengthLimit = MaxBytes,
        BufferBodyLengthLimit = MaxBytes + maxFileBytes,
        MultipartBodyLengthLimit = Math.Max(MaxBytes, maxFileBytes),
    };

    /// <summary>Returns the token of the forms of a page.</summary>
    public string TokenOf(HttpContext http) => forms.GetAndStoreTokens(http).RequestToken!;

    /// <summary>Throws for a form of another user.</summary>
    /// <exception cref="FaultException">The form belongs to another user, or is older than the keys.</exception>
    public async Task RequireOwnAsync(HttpContext http)
    {
        if (!await forms.IsRequestValidAsync(http))
            throw FaultException.PermissionDenied(
                ForeignForm, "This form is from another session, or too old. Load the page again.");
    }
}

/// <summary>Why a form cannot be read.</summary>
/// <param name="Text">The reason.</param>
/// <param name="Status">The status of the response.</param>
public sealed record FormProblem(string Text, int Status);
