using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Reads the XML docs of the platform's code.</summary>
static partial class XmlDocs
{
    static readonly Lazy<Dictionary<string, XElement>> Members = new(() =>
        XDocument.Load(Path.ChangeExtension(typeof(RpcRegistry).Assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value));

    /// <summary>Finds the summary of a type.</summary>
    public static string? Summary(Type type) => Text(Find(type)?.Element("summary"));

    /// <summary>Finds the description of a record's parameter.</summary>
    public static string? Parameter(Type type, string name) =>
        Text(Find(type)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name));

    static XElement? Find(Type type) => Members.Value.GetValueOrDefault($"T:{type.FullName!.Replace('+', '.')}");

    static string? Text(XElement? element) => element is null ? null : Blanks.Replace(element.Value, " ").Trim();

    [GeneratedRegex(@"\s+")]
    static partial Regex Blanks { get; }
}
