using Bits.Pages.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bits.Backend.Tests.Http;

/// <summary>A file in a form becomes a field of the request, as base64; only forms of calls that take one may be large.
/// </summary>
public sealed class FileFormsTests
{
    const int Max = 1 << 20;

    static readonly byte[] Photo = [.. Enumerable.Range(0, Max).Select(i => (byte)i)];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_a_field_in_base64_beside_the_texts()
    {
        var (form, problem) = await PageForms.ReadAsync(await PostAsync(Photo), Ct, Max);

        Assert.Null(problem);
        var fields = PageCalls.FieldsOf(form!).ToDictionary(field => field.Key, field => field.Value);
        Assert.Equal(["headline", "photo"], fields.Keys.Order());
        Assert.Equal(["Rower"], fields["headline"]);
        Assert.Equal(Photo, Convert.FromBase64String(Assert.Single(fields["photo"])!));
    }

    [Fact]
    public async Task A_field_without_a_chosen_file_is_left_out()
    {
        var (form, _) = await PageForms.ReadAsync(await PostAsync([]), Ct, Max);

        Assert.Equal(["headline"], PageCalls.FieldsOf(form!).Select(field => field.Key));
    }

    [Fact]
    public async Task A_file_above_the_limit_of_the_call_is_refused_while_it_is_read()
    {
        var (form, problem) = await PageForms.ReadAsync(await PostAsync([.. Photo, 1]), Ct, Max);

        Assert.Null(form);
        Assert.Equal(400, problem!.Status);
        Assert.Contains("too large files", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_for_a_call_that_takes_none_is_refused()
    {
        var (form, problem) = await PageForms.ReadAsync(await PostAsync(Photo), Ct);

        Assert.Null(form);
        Assert.Equal(400, problem!.Status);
    }

    static async Task<HttpContext> PostAsync(byte[] photo)
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent("Rower"), "headline" },
            { new StringContent("of the form"), "_next" },
            { new ByteArrayContent(photo), "photo", photo.Length > 0 ? "me.jpg" : "\"\"" },
        };
        var http = new DefaultHttpContext();
        http.Features.Set<IFormFeature>(null);
        http.Request.Method = HttpMethods.Post;
        http.Request.ContentType = content.Headers.ContentType!.ToString();
        http.Request.Body = new MemoryStream(await content.ReadAsByteArrayAsync(Ct));
        return http;
    }
}
