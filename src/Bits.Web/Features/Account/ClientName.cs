namespace Bits.Web.Features.Account;

/// <summary>Names a browser and its system by the user agent.</summary>
static class ClientName
{
    // The order matters: Edge and Opera also claim to be Chrome, and Chrome claims to be Safari.
    static readonly (string Sign, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    static readonly (string Sign, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];

    /// <summary>Returns a name such as <c>Firefox on Windows</c>.</summary>
    public static string Of(string? userAgent)
    {
        var browser = Find(Browsers, userAgent) ?? "A browser";
        return Find(Systems, userAgent) is { } system ? $"{browser} on {system}" : browser;
    }

    static string? Find((string Sign, string Name)[] known, string? userAgent) =>
        known.Where(one => userAgent?.Contains(one.Sign, StringComparison.Ordinal) == true).Select(one => one.Name).FirstOrDefault();
}
