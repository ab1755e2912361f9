using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bits.Pages.Hosting;

/// <summary>Serves the files of a site from its assembly, and the vendored scripts from this one, under addresses with a
/// hash of their content, so that a browser loads them once.</summary>
public sealed class PageAssets
{
    const string Prefix = "assets/";
    const string Forever = "public, max-age=31536000, immutable";

    readonly Dictionary<string, Asset> _all;

    /// <param name="assembly">The assembly of the site.</param>
    /// <param name="styleSheet">The name of its style sheet, which concatenates its parts in the order of their names.</param>
    public PageAssets(Assembly assembly, string styleSheet) => _all = new[] { assembly, typeof(PageAssets).Assembly }
        .SelectMany(from => from.GetManifestResourceNames().Select(name => (From: from, Name: name)))
        .Where(resource => resource.Name.StartsWith(Prefix, StringComparison.Ordinal))
        .GroupBy(resource => resource.Name.EndsWith(".css", StringComparison.Ordinal) ? styleSheet : resource.Name[Prefix.Length..])
        .Select(group => Asset.Of(group.Key, [.. group.OrderBy(resource => resource.Name, StringComparer.Ordinal)]))
        .ToDictionary(asset => asset.Name);

    /// <summary>Returns the address of a file within the site, such as <c>/assets/1f2e…/console.css</c>.</summary>
    public string Address(string name) => $"/assets/{_all[name].Hash}/{name}";

    /// <summary>Maps the assets.</summary>
    public void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/assets/{hash}/{name}", (string hash, string name, HttpContext http) =>
        {
            if (!_all.TryGetValue(name, out var asset) || asset.Hash != hash)
                return Results.NotFound();

            http.Response.Headers.CacheControl = Forever;
            http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (!http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
                return Results.Bytes(asset.Plain, asset.Type);

            http.Response.Headers.ContentEncoding = "br";
            return Results.Bytes(asset.Compressed, asset.Type);
        }).ExcludeFromDescription();

    /// <summary>Maps a file to an address that never changes; browsers ask for it again each time. For service workers, which
    /// browsers know by their address.</summary>
    public void MapAt(IEndpointRouteBuilder site, string pattern, string name)
    {
        var asset = _all[name];
        site.MapGet(pattern, (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(asset.Plain, asset.Type);
        }).ExcludeFromDescription();
    }

    sealed record Asset(string Name, string Type, string Hash, byte[] Plain, byte[] Compressed)
    {
        public static Asset Of(string name, IReadOnlyList<(Assembly From, string Name)> resources)
        {
            using var all = new MemoryStream();
            foreach (var (from, resource) in resources)
            {
                using var one = from.GetManifestResourceStream(resource)!;
                one.CopyTo(all);
            }

            var plain = all.ToArray();
            return new(name, TypeOf(name), Convert.ToHexStringLower(SHA256.HashData(plain))[..12], plain, Brotli(plain));
        }

        static byte[] Brotli(byte[] plain)
        {
            using var written = new MemoryStream();
            using (var brotli = new BrotliStream(written, CompressionLevel.SmallestSize))
                brotli.Write(plain);

            return written.ToArray();
        }

        static string TypeOf(string name) => Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            var other => throw new InvalidOperationException($"{name} has the unknown extension {other}. Add its type here."),
        };
    }
}
