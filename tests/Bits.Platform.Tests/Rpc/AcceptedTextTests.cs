using System.Globalization;
using System.Text;
using System.Text.Json;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Rpc;

/// <summary>What becomes of the texts that the calls of the registry accept.</summary>
[Slow]
public sealed class AcceptedTextTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    // With a mark where the braces are, so that it is found again wherever it is kept.
    static readonly string[] Texts =
    [
        "Thanks {0} 👍🏽 all", "𠮷野家 {0} 東京タワー", "𝒽𝓮𝓁𝓁𝑜 {0} wörld", "नमस्ते {0} क्\u200dषेत्र दुनिया", "مرحبا {0} می\u200cخواهم",
        "oddity {0} \ufffe \uffff \ufffd 👍", "cafe\u0301 {0} Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔", "🇮🇳🇳🇵 parade {0} 👨‍👩‍👧‍👦", "கணினி {0} நூலகம்", "sculling👍🏽at {0} six",
        "regatta {0} " + string.Concat(Enumerable.Repeat("👍🏽", 400)), "sculls {0} " + string.Concat(Enumerable.Repeat("e\u0301", 300)),
        new string('a', 250) + " kayak {0}", "river {0}\r\n\r\nsecond line 👍🏽",
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    sealed record Accepted(string Where, Guid Caller, string Text, string Mark)
    {
        public override string ToString() => $"{Where} {JsonSerializer.Serialize(Text.Length > 40 ? Text[..40] : Text)}";
    }

    [Fact]
    public async Task What_is_accepted_is_found_by_its_first_word_and_kept_and_shown_unbroken()
    {
        var (accepted, problems) = (await SendAsync(), new List<string>());

        var found = 0;
        foreach (var one in accepted)
            found += await FindAsync(one, problems) ? 1 : 0;
        await platform.DrainAsync();
        var kept = await KeptAsync(accepted, problems);

        Assert.True(problems.Count == 0, $"{problems.Count} problems:\n{string.Join('\n', problems.Distinct().Take(60))}");
        Assert.True(found >= 2 * Texts.Length / (Cases.All ? 1 : 3), $"only {found} are indexed"); // a post and a description of each
        Assert.True(kept > accepted.Count, $"only {kept} places keep {accepted.Count} texts");
    }

    /// <inheritdoc />
    async Task<List<Accepted>> SendAsync()
    {
        var (calls, accepted, fields) = (new EveryCall(platform), new List<Accepted>(), 0);
        foreach (var method in calls.Methods.Where(method => !method.Rules.Reads))
            foreach (var field in TextField.Of(method.RequestType))
                foreach (var text in Cases.Third(Texts, ++fields))
                {
                    var mark = $"zq{accepted.Count:x4}";
                    var (caller, request) = await calls.PrepareAsync(method);
                    var written = text.Replace("{0}", mark, StringComparison.Ordinal);
                    if (await TryAsync(method, caller, field.With(request, JsonSerializer.Serialize(written)).First()))
                        accepted.Add(new($"{method.Rules.Name} {field.Name}", caller, written, mark));
                }

        return accepted;
    }

    async Task<bool> TryAsync(RpcMethod method, Guid caller, string request)
    {
        using var body = JsonDocument.Parse(request);
        try
        {
            await platform.Get<RpcPipeline>().InvokeAsync(
                method, body.RootElement, new(TestPlatform.JustSignedIn(caller), RequestOrigin.Of(RequestOrigin.Http)), Ct);
            return true;
        }
        catch (FaultException)
        {
            return false;
        }
    }

    // Whether it is indexed at all; then it is found by the first of its words that is searched for.
    async Task<bool> FindAsync(Accepted one, List<string> problems)
    {
        const string sql = """
            select coalesce(max(d.entity_id), '') from search_document d join search_body b on b.document_id = d.id
            where strpos(d.title || b.body, $1) > 0
            """;
        var document = await platform.DataSource.ValueAsync<string>(sql, one.Mark);
        if (document.Length == 0)
            return false;

        foreach (var word in Words(one.Text))
        {
            var answer = await platform.CallAsync(one.Caller, "search.v1/Search", new { text = word, limit = 100 });
            if (answer.GetProperty("ignoredWords").GetArrayLength() > 0)
                continue;

            var hit = answer.GetProperty("hits").EnumerateArray().FirstOrDefault(h => h.GetProperty("entityId").GetString() == document);
            if (hit.ValueKind == JsonValueKind.Undefined)
                problems.Add($"{one}: not found by {word}");
            else
                problems.AddRange(Broken(one, hit.GetProperty("title").GetString()!).Concat(Broken(one, hit.GetProperty("excerpt").GetString()!)));
            return true;
        }

        problems.Add($"{one}: no word");
        return true;
    }

    // Every value of every row that holds the mark of a text.
    async Task<int> KeptAsync(IReadOnlyList<Accepted> accepted, List<string> problems)
    {
        const string tables = """
            select array_agg(relname::text) from pg_class
            where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname !~ '^search_(lexeme|query)'
            """;
        var kept = 0;
        foreach (var table in await platform.DataSource.ValueAsync<string[]>(tables))
            foreach (var value in await ValuesAsync(table))
                foreach (var one in accepted.Where(one => value.Contains(one.Mark, StringComparison.Ordinal)))
                {
                    kept++;
                    problems.AddRange(Broken(one, value).Select(problem => $"{table}: {problem}"));
                }

        return kept;
    }

    async Task<List<string>> ValuesAsync(string table)
    {
        await using var command = platform.DataSource.CreateCommand(
            $"select v.value from {table} t, jsonb_each_text(to_jsonb(t)) v where v.key not in ('tsv', 'keys') and strpos(v.value, 'zq') > 0");
        await using var row = await command.ExecuteReaderAsync(Ct);
        var values = new List<string>();
        while (await row.ReadAsync(Ct))
            values.AddRange(StringsOf(row.GetString(0)));

        return values;
    }

    static IEnumerable<string> StringsOf(string value)
    {
        if (value is not ['{', ..])
            return [value];

        using var json = JsonDocument.Parse(value);
        return [.. Strings(json.RootElement)];
    }

    static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => StringsOf(json.GetString()!),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Strings(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    // As far as a value agrees with the text around its mark, it begins and ends between letters.
    static IEnumerable<string> Broken(Accepted one, string value)
    {
        if (value.Contains('\ufffd', StringComparison.Ordinal) && !one.Text.Contains('\ufffd', StringComparison.Ordinal))
            yield return $"{one}: a replaced character in {JsonSerializer.Serialize(value)}";
        var (a, b) = (one.Text.IndexOf(one.Mark, StringComparison.Ordinal), value.IndexOf(one.Mark, StringComparison.Ordinal));
        if (b < 0)
            yield break;

        var (start, end) = (0, one.Mark.Length);
        while (a + start > 0 && b + start > 0 && one.Text[a + start - 1] == value[b + start - 1])
            start--;
        while (a + end < one.Text.Length && b + end < value.Length && one.Text[a + end] == value[b + end])
            end++;
        if (!OddTexts.IsUnbroken(one.Text[(a + start)..(a + end)], one.Text))
            yield return $"{one}: cut to {JsonSerializer.Serialize(value)}";
    }

    static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Append(new Rune(' ')))
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
                word.Append(rune.ToString());
            else if (word.Length > 0)
            {
                if (word.ToString().EnumerateRunes().Any(Rune.IsLetterOrDigit) && word.Length <= 200)
                    yield return word.ToString();
                word.Clear();
            }
        }
    }
}
