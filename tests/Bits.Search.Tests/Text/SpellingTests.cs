namespace Bits.Search.Tests.Text;

/// <summary>Spellings of one thing find each other, in the text and in the title; things that only look alike do not.</summary>
public sealed class SpellingTests(TestDatabase database) : SearchTestBase(database)
{
    [Theory]
    [InlineData("start-up", "startup")]
    [InlineData("start-up", "start up", "start‑up", "Start–Up")]
    [InlineData("Wi-Fi", "wifi")]
    [InlineData("e-mail", "email", "E‐Mail")]
    [InlineData("full-time", "fulltime")]
    [InlineData("state-of-the-art", "stateoftheart")]
    [InlineData("COVID-19", "covid19")]
    [InlineData("R&D", "R & D", "R and D", "r& d")]
    [InlineData("AT&T", "AT & T")]
    [InlineData("H&M", "H & M")]
    [InlineData("AI&ML", "AI & ML")]
    [InlineData("A. P. J. Abdul Kalam", "A.P.J. Abdul Kalam", "APJ Abdul Kalam", "A P J Abdul Kalam", "A.P.J.Abdul Kalam")]
    [InlineData("U.S.A.", "USA", "U. S. A", "u.s.a")]
    [InlineData("I.I.T. Madras", "IIT Madras", "I I T Madras")]
    [InlineData("A/C", "AC", "A.C.")]
    [InlineData("Node.js", "node.js", "NodeJS", "node")]
    [InlineData("Node.js", "Node JS", "node")]
    [InlineData("React.js", "ReactJS", "react")]
    [InlineData("VB.NET", "vbnet")]
    [InlineData("+91 98765-43210", "9876543210", "98765 43210", "98765-43210", "+919876543210", "09876543210", "919876543210", "+91-98765-43210")]
    [InlineData("(022) 2345-6789", "02223456789", "022 2345 6789", "022-23456789")]
    [InlineData("+1 (415) 555-2671", "415-555-2671", "4155552671", "+14155552671")]
    [InlineData("1,00,000", "100000", "100,000", "१,००,०००", "１,００,０００")]
    [InlineData("12,34,567.50", "1234567.50", "1,234,567.50")]
    [InlineData("1 000 000", "1000000", "1,000,000", "1'000'000", "1.000.000")]
    [InlineData("B.Tech", "BTech", "B. Tech", "B Tech", "B.Tech.")]
    [InlineData("Ph.D.", "PhD", "Ph. D.", "Ph D")]
    [InlineData("M.B.A.", "MBA", "M. B. A.")]
    [InlineData("B.E.", "B. E.", "B.E")]
    [InlineData("می\u200cخواهم", "میخواهم")]
    [InlineData("می\u200cخواهم", "می خواهم")]
    [InlineData("alumni", "alumnus", "alumna", "alumnae")]
    [InlineData("criteria", "criterion")]
    [InlineData("curricula", "curriculum", "curriculums")]
    [InlineData("theses", "thesis")]
    [InlineData("matrices", "matrix", "matrixes")]
    [InlineData("phenomena", "phenomenon")]
    [InlineData("emeriti", "emeritus", "emerita")]
    [InlineData("women", "woman")]
    [InlineData("children", "child")]
    [InlineData("colour", "color")]
    [InlineData("organisation", "organization")]
    [InlineData("programme", "program")]
    [InlineData("centre", "center")]
    public async Task Spellings_find_each_other(params string[] spellings)
    {
        foreach (var spelling in spellings)
            await WriteAsync(
                Document($"body {spelling}", "notes", $"sent {spelling} today"),
                Document($"title {spelling}", spelling, surface: Surfaces.Directory));

        foreach (var query in spellings)
            foreach (var syntax in new[] { SearchSyntax.Plain, SearchSyntax.Web })
            {
                var asked = Query(query) with { Syntax = syntax, SomeWords = false, Limit = 100 };
                var (all, people) = (await IdsAsync(asked), await IdsAsync(asked with { Surfaces = [Surfaces.Directory] }));
                foreach (var spelling in spellings)
                {
                    Assert.Contains($"body {spelling}", all);
                    Assert.Contains($"title {spelling}", all);
                    Assert.Contains($"title {spelling}", people);
                }
            }
    }

    [Theory]
    [InlineData("C++17", "C++")]
    [InlineData("C++-17", "C++")]
    [InlineData("C#12", "C#")]
    [InlineData("F#6", "F#")]
    [InlineData(".NET8", ".NET")]
    [InlineData("ASP.NET4", "asp.net")]
    [InlineData("Node.js18", "node.js")]
    [InlineData("Objective-C", "Objective")]
    [InlineData("a start-up-friendly city", "startup")]
    [InlineData("wi-fi-enabled", "wifi")]
    [InlineData("call 2 98765 43210 or 3 98765 43211", "9876543211")]
    [InlineData("S.K.Sharma", "SK Sharma")]
    [InlineData("98765 43210", "98765")]
    public async Task A_term_is_found_in_what_was_made_of_it(string text, string query)
    {
        await WriteAsync(Document($"made {text}", "notes", text));

        foreach (var syntax in new[] { SearchSyntax.Plain, SearchSyntax.Web })
            Assert.Contains($"made {text}", await IdsAsync(Query(query) with { Syntax = syntax, SomeWords = false, Limit = 100 }));
    }

    [Theory]
    [InlineData("C++17", "C")]
    [InlineData("C++17", "C#")]
    [InlineData("C++17", "17th")]
    [InlineData("the R language and the D language", "R&D")]
    [InlineData("rowing", "row&ing")]
    [InlineData("chapter 1, page 000", "1,000")]
    [InlineData("2018, 2019", "20182019")]
    [InlineData("B.Tech", "tech")]
    [InlineData("AT&T", "tt")]
    [InlineData("B.E.S.T. bus", "B.E.")]
    public async Task What_only_looks_alike_is_not_found(string text, string query)
    {
        await WriteAsync(Document($"unlike {text}", "notes", text));

        Assert.DoesNotContain($"unlike {text}", await IdsAsync(Query(query) with { SomeWords = false, Limit = 100 }));
    }

    [Theory]
    [InlineData("\"a start-up company\"", "join a start-up company", "join a startup company")]
    [InlineData("\"Node.js developer\"", "a Node.js developer", "a NodeJS developer")]
    [InlineData("\"Rs 1,00,000\"", "Rs 1,00,000 a year", "Rs 100000 a year")]
    [InlineData("\"alumni office\"", "the alumni office", "the alumnus office")]
    [InlineData("\"R&D\"", "R&D lab", "R & D lab")]
    public async Task A_quotation_finds_both_spellings(string query, params string[] texts)
    {
        await WriteAsync([.. texts.Select(text => Document($"quoted {text}", "notes", text)), Document($"apart {query}", "notes", $"{string.Join(' ', query.Trim('"').Split(' ').Reverse())} and node r d")]);

        var found = await IdsAsync(Query(query) with { Syntax = SearchSyntax.Web, SomeWords = false, Limit = 100 });

        Assert.All(texts, text => Assert.Contains($"quoted {text}", found));
    }

    [Theory]
    [InlineData("aardvark -startup", "aardvark start-up")]
    [InlineData("aardvark -start-up", "aardvark startup")]
    [InlineData("aardvark -alumni", "aardvark alumnus")]
    [InlineData("aardvark -9876543210", "aardvark +91 98765-43210")]
    [InlineData("aardvark -R&D", "aardvark R & D")]
    public async Task What_is_left_out_is_left_out_in_every_spelling(string query, string text)
    {
        await WriteAsync(Document($"out {text}", "notes", text));

        Assert.DoesNotContain($"out {text}", await IdsAsync(Query(query) with { Syntax = SearchSyntax.Web, Limit = 100 }));
    }

    [Theory]
    [InlineData("intern", "Summer intern", "International")]
    [InlineData("international", "International desk", "Intern")]
    [InlineData("university", "The university", "Universe")]
    [InlineData("organ", "An organ", "Organization")]
    [InlineData("run", "A run", "Running")]
    [InlineData("running", "Some running", "Run")]
    [InlineData("alumnus", "An alumnus", "Alumni")]
    [InlineData("colour", "A colour", "Color")]
    public async Task The_exact_form_ranks_before_its_stem(string query, string exact, string other)
    {
        await WriteAsync(Document($"exact {query}", exact), Document($"other {query}", other));

        var found = (await IdsAsync(Query(query))).Where(id => id == $"exact {query}" || id == $"other {query}");

        Assert.Equal([$"exact {query}", $"other {query}"], found);
    }

    [Theory]
    [InlineData("we sold it to AT&T, today", "AT&T", "to <mark>AT&amp;T</mark>, today")]
    [InlineData("we sold it to AT & T, today", "at&t", "to <mark>AT &amp; T</mark>, today")]
    [InlineData("use node.js here", "Node.js", "use <mark>node.js</mark> here")]
    [InlineData("use Node.js here", "nodejs", "use <mark>Node.js</mark> here")]
    [InlineData("use Node.js here", "node", "use <mark>Node</mark>.js here")]
    [InlineData("use node here", "Node.js", "use <mark>node</mark> here")]
    [InlineData("in C++17, not C", "C++", "in <mark>C++</mark>17, not C")]
    [InlineData("on .NET today", ".net", "on <mark>.NET</mark> today")]
    [InlineData("a B. Tech degree", "btech", "a <mark>B. Tech</mark> degree")]
    [InlineData("by A. P. J. Abdul Kalam", "APJ", "by <mark>A. P. J</mark>. Abdul")]
    [InlineData("our start-up grows", "startup", "our <mark>start-up</mark> grows")]
    [InlineData("our start-up grows", "start-up", "our <mark>start-up</mark> grows")]
    [InlineData("our start-up grows", "start", "our <mark>start</mark>-up grows")]
    [InlineData("call +91 98765-43210 now", "9876543210", "call +91 <mark>98765-43210</mark> now")]
    [InlineData("pay 1,00,000 now", "100000", "pay <mark>1,00,000</mark> now")]
    [InlineData("pay १,००,००० now", "100000", "pay <mark>१,००,०००</mark> now")]
    [InlineData("an alumna spoke", "alumni", "an <mark>alumna</mark> spoke")]
    [InlineData("the \u095cक word", "\u0921\u093cक", "the <mark>\u095cक</mark> word")]
    [InlineData("ﬁne ﬁnance ﬁn", "finance", "ﬁne <mark>ﬁnance</mark> ﬁn")]
    [InlineData("say مُحَمَّدٌ now", "محمد", "say <mark>مُحَمَّدٌ</mark> now")]
    [InlineData("cafe\u0301s cafe\u0301", "café", "<mark>cafe\u0301s</mark> <mark>cafe\u0301</mark>")]
    public async Task The_mark_covers_the_term_as_it_is_written(string text, string query, string expected)
    {
        await WriteAsync(Document($"mark {text} {query}", "marks", text));

        var hit = (await SearchAsync(Query(query) with { Limit = 100 })).Hits.Single(hit => hit.EntityId == $"mark {text} {query}");

        Assert.Contains(expected, hit.Snippet, StringComparison.Ordinal);
        Assert.Equal(text, hit.Excerpt);
    }

    [Fact]
    public async Task A_synonym_of_a_term_in_several_parts_is_used()
    {
        await using (var db = await Database.DataSource.OpenConnectionAsync(Ct))
        {
            await SearchTerms.AddSynonymAsync(db, "Wi-Max", "quollnet", Ct);
            await SearchTerms.AddSynonymAsync(db, "quolltel", "Q&T", Ct);
        }
        await WriteAsync(Document("synonym one", "quollnet"), Document("synonym two", "Q & T"));
        var searcher = new Searcher(Database.DataSource);

        Assert.Equal(["synonym one"], (await searcher.SearchAsync(Query("wi-max") with { SomeWords = false }, Ct)).Hits.Select(hit => hit.EntityId));
        Assert.Equal(["synonym two"], (await searcher.SearchAsync(Query("quolltel") with { SomeWords = false }, Ct)).Hits.Select(hit => hit.EntityId));
    }
}
