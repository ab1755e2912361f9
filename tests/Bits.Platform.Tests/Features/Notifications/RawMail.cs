using System.Text;
using System.Text.RegularExpressions;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>A mail read by the grammar of RFC 5322, 2045 to 2047 and nothing else: strict, and of no library.</summary>
sealed partial class RawMail
{
    const int MaxLine = 998;

    readonly ILookup<string, string> _fields;

    RawMail(ILookup<string, string> fields, IReadOnlyList<(string Type, string Text)> parts) => (_fields, Parts) = (fields, parts);

    /// <summary>The parts, by their type, as text.</summary>
    public IReadOnlyList<(string Type, string Text)> Parts { get; }

    /// <summary>Reads one; fails where it breaks the grammar.</summary>
    public static RawMail Parse(byte[] bytes)
    {
        Assert.All(bytes, one => Assert.InRange(one, (byte)1, (byte)126)); // seven bits, as any server takes it
        var text = Encoding.ASCII.GetString(bytes);
        Assert.DoesNotMatch("(?<!\r)\n|\r(?!\n)", text);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(line.Length, 0, MaxLine));

        var (fields, body) = Split(text);
        foreach (var once in new[] { "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type" })
            Assert.Single(fields[once.ToLowerInvariant()]);

        var boundary = Boundary.Match(fields["content-type"].Single()).Groups[1].Value;
        Assert.InRange(boundary.Length, 1, 70);
        var parts = $"\r\n{body}".Split($"\r\n--{boundary}");
        Assert.StartsWith("--", parts[^1], StringComparison.Ordinal);
        return new(fields, [.. parts[1..^1].Select(part => Part(part[2..]))]);
    }

    /// <summary>A field, unfolded.</summary>
    public string Field(string name) => _fields[name.ToLowerInvariant()].Single();

    /// <summary>A field with its encoded words (RFC 2047) decoded; blanks between two of them do not count.</summary>
    public string Text(string name) => Word.Replace(
        BetweenWords.Replace(Field(name), "?==?"),
        word =>
        {
            Assert.InRange(word.Length, 1, 75);
            Assert.Equal("utf-8", word.Groups[1].Value, ignoreCase: true);
            return Encoding.UTF8.GetString(word.Groups[2].Value is "b" or "B"
                ? Convert.FromBase64String(word.Groups[3].Value)
                : Quoted(word.Groups[3].Value.Replace('_', ' ')));
        });

    static (ILookup<string, string> Fields, string Body) Split(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var fields = Folding.Replace(text[..end], " ").Split("\r\n").Select(line =>
        {
            Assert.Matches("^[!-9;-~]+: ?", line);
            return line.Split(':', 2);
        });
        return (fields.ToLookup(field => field[0].ToLowerInvariant(), field => field[1].Trim()), text[(end + 4)..]);
    }

    static (string Type, string Text) Part(string part)
    {
        var (fields, body) = Split(part);
        var type = fields["content-type"].Single();
        Assert.Contains("charset=utf-8", type, StringComparison.OrdinalIgnoreCase);
        var bytes = fields["content-transfer-encoding"].Single() switch
        {
            "base64" => Convert.FromBase64String(body),
            "quoted-printable" => Quoted(SoftBreak.Replace(body, "")),
            var other => throw new InvalidOperationException(other),
        };
        return (type.Split(';')[0], Encoding.UTF8.GetString(bytes));
    }

    static byte[] Quoted(string text) =>
    [
        .. Octet.Matches(text).SelectMany(octet => octet.Value[0] == '='
            ? [Convert.ToByte(octet.Value[1..], 16)]
            : Encoding.ASCII.GetBytes(octet.Value)),
    ];

    [GeneratedRegex(@"\r\n[ \t]+")]
    static partial Regex Folding { get; }

    [GeneratedRegex("=\r\n")]
    static partial Regex SoftBreak { get; }

    [GeneratedRegex("=[0-9A-F]{2}|[^=]", RegexOptions.Singleline)]
    static partial Regex Octet { get; }

    [GeneratedRegex(@"boundary=""?([^"";]+)")]
    static partial Regex Boundary { get; }

    [GeneratedRegex(@"=\?([^?]+)\?([bBqQ])\?([^? ]*)\?=")]
    static partial Regex Word { get; }

    [GeneratedRegex(@"\?=\s+=\?")]
    static partial Regex BetweenWords { get; }
}
