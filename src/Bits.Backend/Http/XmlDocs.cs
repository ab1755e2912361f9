using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>What the code of the platform says about itself.</summary>
static partial class XmlDocs
{
    static readonly Lazy<Dictionary<string, XElement>> Members = new(() =>
        XDocument.Load(Path.ChangeExtension(typeof(RpcRegistry).Assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value));

    /// <summary>The summary of a type, or null.</summary>
    public static string? Summary(Type type) => Text(Find(type)?.Element("summary"));

    /// <summary>What a record says of one of its parameters, or null.</summary>
    public static string? Parameter(Type type, string name) =>
        Text(Find(type)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name));

    static XElement? Find(Type type) => Members.Value.GetValueOrDefault($"T:{type.FullName!.Replace('+', '.')}");

    static string? Text(XElement? element) => element is null ? null : Blanks.Replace(element.Value, " ").Trim();

    [GeneratedRegex(@"\s+")]
    static partial Regex Blanks { get; }
}
