using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Tests.Audit;
using Npgsql;

namespace Bits.Platform.Tests.Rpc;

/// <summary>Any text in any text field of any call, as the registry has them. BITS_TEXT_CASES says how many random texts are
/// tried in each field beside the fixed ones, BITS_TEXT_SEED with which seed.</summary>
[Slow]
public sealed class AnyTextTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static readonly string[] Halves = ["\"\\ud800\"", "\"a\\udc00b\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ud83d\\udc4d\"", "\"\\u0000\""];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_text_in_any_field_is_accepted_or_refused_with_a_reason()
    {
        var (cases, seed) = (Setting("BITS_TEXT_CASES", 5), Setting("BITS_TEXT_SEED", 20261129));
        await platform.RefuseCommitsAsync();
        var calls = new EveryCall(platform);
        var problems = new List<string>();
        var (tried, accepted, fields) = (0, 0, 0);
        foreach (var method in calls.Methods.Where(method => TextField.Of(method.RequestType).Any()))
        {
            var prepared = await calls.PrepareAsync(method);
            Assert.Null(await OutcomeAsync(method, prepared.Caller, prepared.Request)); // as it is it is accepted
            foreach (var field in TextField.Of(method.RequestType))
                foreach (var text in Cases.Third(OddTexts.Fixed.Concat(OddTexts.Random(seed + tried, cases)).Select(AsJson).Concat(Halves), ++fields))
                    foreach (var request in field.With(prepared.Request, text))
                    {
                        tried++;
                        try
                        {
                            accepted += await OutcomeAsync(method, prepared.Caller, request) is null ? 1 : 0;
                        }
                        catch (Exception e) when (e is not OperationCanceledException)
                        {
                            problems.Add($"{method.Rules.Name} {field.Name} {Shown(text)}: {e.GetType().Name}: {e.Message.Split('\n')[0]}");
                        }
                    }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} requests, {accepted} accepted, seed {seed}");
        Assert.True(accepted > (Cases.All ? 2_000 : 600), $"only {accepted} of {tried} requests were accepted");
        Assert.True(problems.Count == 0, $"{problems.Count} of {tried}, seed {seed}:\n{string.Join('\n', problems.Take(80))}");
    }

    [Fact]
    public void Every_text_field_of_every_call_says_its_rule()
    {
        var without =
            from method in platform.Get<RpcRegistry>().Methods
            from field in method.RequestType.GetProperties()
            where field.PropertyType == typeof(string) || field.PropertyType == typeof(IReadOnlyList<string>)
            where !field.GetCustomAttributes().Any(a => a is StringLengthAttribute or PatternAttribute || a.GetType().Name == "SlugAttribute")
            select $"{method.Rules.Name} {field.Name}";

        Assert.Empty(without);
    }

    [Fact]
    public async Task A_client_may_call_itself_anything()
    {
        var asha = await platform.UserAsync("Asha");
        foreach (var client in OddTexts.Fixed.Append("half \ud800").Append(new string('a', 199) + "👍🏽"))
        {
            var origin = new RequestOrigin(RequestOrigin.Http, "test", Address: null, client);

            await platform.Get<Sessions>().BeginAsync(Identity.OfUser(asha), origin, TimeSpan.FromHours(1), Ct);
        }
    }

    /// <inheritdoc />
    // Everything is written, and then refused by the database at the very commit.
    async Task<FaultException?> OutcomeAsync(RpcMethod method, Guid caller, string request)
    {
        using var body = JsonDocument.Parse(request);
        var writes = method.Rules is { Reads: false, Shows: false };
        var key = !writes ? null : $"{RefusedCommits.Prefix}-{Guid.CreateVersion7()}";
        try
        {
            await platform.Get<RpcPipeline>().InvokeAsync(
                method, body.RootElement,
                new(TestPlatform.JustSignedIn(caller), RequestOrigin.Of(RequestOrigin.Http)) { IdempotencyKey = key }, Ct);
            return !writes ? null : throw new InvalidOperationException("was to be refused at its commit.");
        }
        catch (PostgresException e) when (RefusedCommits.IsOne(e))
        {
            return null;
        }
        catch (FaultException fault) when (
            fault.Reason.Length > 0 && fault.Message.Length > 0
            && fault.Code is not (FaultCode.Internal or FaultCode.Unavailable or FaultCode.DeadlineExceeded or FaultCode.Aborted or FaultCode.ResourceExhausted))
        {
            return fault;
        }
    }

    static string AsJson(string text) => JsonSerializer.Serialize(text);

    static string Shown(string json) => json.Length <= 60 ? json : $"{json[..60]}… ({json.Length})";

    static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set) ? set : usual;
}
