using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Architecture.Tests;

/// <summary>What holds of every call.</summary>
public sealed class RpcTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    IReadOnlyCollection<RpcMethod> Methods => platform.Get<RpcRegistry>().Methods;

    [Fact]
    public void Every_class_that_is_a_call_is_registered()
    {
        var declared = typeof(RpcRegistry).Assembly.GetTypes().Where(t => t.GetCustomAttribute<RpcAttribute>() is not null);

        Assert.Equal(declared.OrderBy(t => t.FullName), Methods.Select(m => m.HandlerType).OrderBy(t => t.FullName));
    }

    [Fact]
    public void Every_call_has_a_name_a_capability_and_a_scope_where_its_capability_has_one()
    {
        var rules = Capabilities.Table.ToDictionary(rule => rule.Name);

        foreach (var method in Methods)
        {
            Assert.Matches(@"^[a-z]+\.v1/[A-Z][A-Za-z]+$", method.Rules.Name);
            Assert.True(rules.TryGetValue(method.Rules.Capability, out var rule), method.Rules.Capability);
            Assert.Equal(rule.Scoped, method.RequestType.IsAssignableTo(typeof(IScopedRequest)));
        }
    }

    [Fact]
    public void The_examples_of_every_call_are_a_request_and_an_answer_of_it()
    {
        foreach (var method in Methods)
        {
            var example = JsonDocument.Parse(method.Rules.Example).RootElement;
            Assert.NotNull(method.Bind(example));
            Assert.True(method.RequestType.GetConstructors()[0].GetParameters().Length == 0 || example.EnumerateObject().Any(), method.Rules.Name);
            Assert.True(method.Rules.Answer is not null, $"{method.Rules.Name} has no answer as an example");
            Assert.NotNull(JsonSerializer.Deserialize(method.Rules.Answer, method.ResponseType, RpcJson.Options));
        }
    }

    [Fact]
    public void Every_capability_is_a_constant_and_every_constant_has_its_line_in_the_table()
    {
        var constants = typeof(Capabilities).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Capabilities", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral))
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(constants.Order(), Capabilities.Table.Select(rule => rule.Name).Order());
    }

    [Fact]
    public void Every_capability_is_asked_for_by_a_call_a_policy_or_a_verb_of_adminctl()
    {
        var asked = Methods.Select(method => method.Rules.Capability)
            .Concat(AssemblyTexts.Of(Assembly.Load("Bits.Console")))
            .Concat(AssemblyTexts.Of(Assembly.Load("Bits.Web")))
            .Concat(AssemblyTexts.Of(Assembly.Load("Bits.Backend")))
            .Concat(AssemblyTexts.Of(Assembly.Load("adminctl")));

        Assert.Empty(Capabilities.Table.Select(rule => rule.Name).Except(asked));
    }

    [Fact]
    public void Every_call_and_every_field_of_it_is_documented()
    {
        var docs = XDocument.Load(Path.ChangeExtension(typeof(RpcRegistry).Assembly.Location, ".xml"))
            .Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);

        var missing = from method in Methods
                      from type in new[] { method.HandlerType, method.RequestType, method.ResponseType }
                      let member = docs.GetValueOrDefault($"T:{type.FullName!.Replace('+', '.')}")
                      let parameters = type == method.HandlerType ? [] : type.GetConstructors()[0].GetParameters()
                      where string.IsNullOrWhiteSpace(member?.Element("summary")?.Value)
                          || parameters.Any(p => member.Elements("param").All(e => e.Attribute("name")!.Value != p.Name))
                      select type;

        Assert.Empty(missing);
    }
}
