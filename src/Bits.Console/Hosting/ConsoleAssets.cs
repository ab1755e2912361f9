using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bits.Console.Hosting;

/// <summary>The style sheet, the scripts and the icon: out of the assembly, under addresses that change with what is in
/// them, so that a browser asks once.</summary>
static class ConsoleAssets
{
    const string Prefix = "assets/";
    const string Forever = "public, max-age=31536000, immutable";

    static readonly Dictionary<string, Asset> All = typeof(ConsoleAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .GroupBy(name => name.EndsWith(".css", StringComparison.Ordinal) ? "console.css" : name[Prefix.Length..])
        .Select(group => Asset.Of(group.Key, [.. group.Order(StringComparer.Ordinal)]))
        .ToDictionary(asset => asset.Name);

    /// <summary>The address of a file within the console, such as <c>/assets/1f2e…/console.css</c>. The style sheet is
    /// all of its parts, in the order of their names.</summary>
    public static string Address(string name) => $"/assets/{All[name].Hash}/{name}";

    /// <summary>Serves them.</summary>
    public static void MapAssets(this IEndpointRouteBuilder console) =>
        console.MapGet("/assets/{hash}/{name}", (string hash, string name, HttpContext http) =>
        {
            if (!All.TryGetValue(name, out var asset) || asset.Hash != hash)
                return Results.NotFound();

            http.Response.Headers.CacheControl = Forever;
            http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (!http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
                return Results.Bytes(asset.Plain, asset.Type);

            http.Response.Headers.ContentEncoding = "br";
            return Results.Bytes(asset.Compressed, asset.Type);
        }).ExcludeFromDescription();

    sealed record Asset(string Name, string Type, string Hash, byte[] Plain, byte[] Compressed)
    {
        public static Asset Of(string name, IReadOnlyList<string> resources)
        {
            using var all = new MemoryStream();
            foreach (var resource in resources)
            {
                using var one = typeof(ConsoleAssets).Assembly.GetManifestResourceStream(resource)!;
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
            var other => throw new InvalidOperationException($"{name}: no type is known for {other}."),
        };
    }
}
