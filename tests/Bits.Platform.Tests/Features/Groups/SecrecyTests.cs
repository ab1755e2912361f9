using System.Text.Json;
using System.Text.Json.Nodes;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>Whatever call an outsider makes, with whatever of a secret group in whatever field: the answer is that for a group
/// that does not exist. The calls and their fields come from the registry.</summary>
[Slow]
public sealed class SecrecyTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    // As long and with the same beginning: a refusal may name the first sign of what its caller typed.
    const string Name = "Xylographers";
    const string Word = "quetzalcoatlus";
    const string UnknownName = "Xenographers";
    const string UnknownWord = "quadruplicatus";

    readonly GroupCalls _groups = new(platform);

    // What there is of a secret group, and the same of a group that never was.
    readonly List<(string Known, string Unknown)> _traces = [];

    [Fact]
    public async Task An_outsider_is_answered_as_if_the_group_did_not_exist()
    {
        var outsiders = await PrepareAsync();
        var fields = Fields().ToList();
        var random = new Random(20261130);
        var (differences, faults) = (new List<string>(), 0);
        foreach (var number in Cases.Numbers(20_000))
        {
            // Each field once with each trace at least, then at random.
            var (method, field) = fields[number % fields.Count];
            var trace = _traces[number / fields.Count < _traces.Count ? number / fields.Count : random.Next(_traces.Count)];
            var caller = outsiders[random.Next(outsiders.Count)];

            var (of, other) = (await AnswerAsync(method, field, trace.Known, caller), await AnswerAsync(method, field, trace.Unknown, caller));
            faults += of.StartsWith('{') ? 0 : 1;
            if (Normalized(of) != Normalized(other))
                differences.Add($"{method.Rules.Name} {field} {trace.Known}:\n  {of}\n  {other}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Cases.Of(20_000)} pairs over {fields.Count} fields, {faults} ended with a fault");
        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n{string.Join('\n', differences.Take(20))}");
        Assert.True(faults > 100, $"only {faults} ended with a fault");
    }

    [Fact]
    public async Task The_same_calls_tell_a_member_what_they_hide_from_outsiders()
    {
        var owner = await FoundAsync();
        var answers = new List<string>();
        foreach (var (method, field) in Fields().Where(field => field.Method.RequestType.IsAssignableTo(typeof(IScopedRequest)) && field.Field == "groupId"))
            answers.Add(await AnswerAsync(method, field, _traces[0].Known, owner));

        Assert.NotEmpty(answers);
        Assert.DoesNotContain(answers, answer => answer.Contains("group_not_found", StringComparison.Ordinal));
    }

    /// <inheritdoc />
    // Every field of every call that could name a group or what lies in one: an id, or a text.
    IEnumerable<(RpcMethod Method, string Field)> Fields() =>
        from method in platform.Get<RpcRegistry>().Methods.OrderBy(method => method.Rules.Name, StringComparer.Ordinal)
        from property in RpcJson.Options.GetTypeInfo(method.RequestType).Properties
        let type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType
        where !type.IsEnum && type != typeof(bool) && type != typeof(int) && type != typeof(long) && type != typeof(DateTimeOffset)
        select (method, property.Name);

    async Task<string> AnswerAsync(RpcMethod method, string field, string value, Guid caller)
    {
        var request = JsonNode.Parse(method.Rules.Example)!.AsObject();
        var isList = RpcJson.Options.GetTypeInfo(method.RequestType).Properties.Single(p => p.Name == field).PropertyType is { IsGenericType: true } type
            && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        request[field] = isList ? new JsonArray(JsonValue.Create(value)) : JsonValue.Create(value);
        if (method.Rules.Name == "groups.v1/GetGroup" && field == "slug")
            request.Remove("groupId");
        try
        {
            return (await platform.CallAsync(
                caller, method.Rules.Name, JsonSerializer.SerializeToElement(request), dryRun: !method.Rules.Reads)).GetRawText();
        }
        catch (FaultException fault)
        {
            return $"{fault.Code} {fault.Reason} {fault.Message} {string.Join(' ', fault.Fields)}";
        }
    }

    // Ids and words that the caller has sent stand in some answers; times and new ids differ in every answer.
    string Normalized(string answer)
    {
        foreach (var (known, unknown) in _traces.OrderByDescending(trace => trace.Known.Length))
            answer = answer.Replace(known, "…", StringComparison.OrdinalIgnoreCase).Replace(unknown, "…", StringComparison.OrdinalIgnoreCase);

        return System.Text.RegularExpressions.Regex.Replace(
            answer, @"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[0-9:.]+Z|""(token|elapsedMicroseconds|tookMicroseconds)"":[^,}]+", "#");
    }

    async Task<IReadOnlyList<Guid>> PrepareAsync()
    {
        var owner = await FoundAsync();
        var (stranger, left, banned, revoked) = (
            await platform.UserAsync("Stranger"), await platform.UserAsync("Left"), await platform.UserAsync("Banned"), await platform.UserAsync("Revoked"));
        var group = Guid.Parse(_traces[0].Known);
        foreach (var user in new[] { left, banned })
            await _groups.AddAsync(user, group);
        await _groups.CallAsync(left, "LeaveGroup", new { groupId = group });
        await _groups.CallAsync(owner, "BanMember", new { groupId = group, userId = banned, reason = "spam" });
        var invitation = (await _groups.CallAsync(owner, "InviteMember", new { groupId = group, userId = revoked })).GetProperty("invitationId").GetGuid();
        await _groups.CallAsync(owner, "RevokeInvitation", new { groupId = group, invitationId = invitation });
        return [stranger, left, banned, revoked];
    }

    // Two secret groups, one of them archived, each with a post, an invitation and a name that is nowhere else.
    async Task<Guid> FoundAsync()
    {
        var owner = await platform.UserAsync("Owner");
        foreach (var isArchived in new[] { false, true })
        {
            var group = await _groups.FoundAsync(owner, "secret", $"{Name} of {Word}");
            var post = (await _groups.CallAsync(owner, "PostToGroup", new { groupId = group, body = $"A {Word} was seen" })).GetProperty("postId").GetGuid();
            var invitation = await _groups.CallAsync(owner, "InviteMember", new { groupId = group, userId = await platform.UserAsync("Invited") });
            if (isArchived)
                await _groups.CallAsync(owner, "ArchiveGroup", new { groupId = group });

            var (noGroup, noPost, noInvitation) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
            _traces.AddRange(
            [
                ($"{group}", $"{noGroup}"), ($"{post}", $"{noPost}"), ($"{invitation.GetProperty("invitationId").GetGuid()}", $"{noInvitation}"),
                ($"group:{group}", $"group:{noGroup}"), ($"post:{post}", $"post:{noPost}"),
            ]);
        }

        _traces.AddRange([(Name, UnknownName), (Word, UnknownWord), (Word[..7], UnknownWord[..7]), ($"{Name[..6]}*", $"{UnknownName[..6]}*")]);
        return owner;
    }
}
