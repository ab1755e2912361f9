namespace Bits.Search.Tests.Text;

/// <summary>Words inside sentences of scripts that put no blank between them.</summary>
public sealed class UnsegmentedTests(TestDatabase database) : SearchTestBase(database)
{
    [Theory]
    [InlineData("我们明天在北京大学开会", "北京")]
    [InlineData("我们明天在北京大学开会", "北京大学")]
    [InlineData("我们明天在北京大学开会", "大学 开会")]
    [InlineData("明日は東京タワーに行きます。", "東京タワー")]
    [InlineData("明日は東京タワーに行きます。", "ﾀﾜｰ")]
    [InlineData("明日は東京towerに行きます", "tower")]
    [InlineData("明日は東京towerに行きます", "東京tower")]
    [InlineData("私は猫が好きです", "猫")]
    [InlineData("これは私の猫", "猫")]
    [InlineData("𠮷野家で会う", "𠮷野家")]
    [InlineData("ผมเรียนที่มหาวิทยาลัยเชียงใหม่", "มหาวิทยาลัย")]
    [InlineData("ฉันดื่มน้ำทุกวัน", "น้ำ")]
    [InlineData("ຂ້ອຍຢູ່ວຽງຈັນກັບໝູ່", "ວຽງຈັນ")]
    [InlineData("ខ្ញុំរៀននៅសាកលវិទ្យាល័យភ្នំពេញ", "ភ្នំពេញ")]
    [InlineData("ကျွန်တော်ရန်ကုန်မြို့မှာနေတယ်", "ရန်ကုန်")]
    [InlineData("2018年卒業", "2018")]
    [InlineData("2018年卒業", "卒業")]
    public async Task A_word_is_found_in_a_sentence_in_the_text_and_in_the_title(string sentence, string word)
    {
        await WriteAsync(
            Document($"body {sentence}", "notes", sentence), Document($"title {sentence}", sentence, surface: Surfaces.Directory));

        foreach (var syntax in new[] { SearchSyntax.Plain, SearchSyntax.Web })
            foreach (var isTyped in new[] { false, true })
            {
                var query = Query(word) with { Syntax = syntax, LastWordIsPrefix = isTyped, SomeWords = false, Limit = 100 };
                Assert.Contains($"body {sentence}", await IdsAsync(query));
                Assert.Contains($"title {sentence}", await IdsAsync(query));
                Assert.Contains($"title {sentence}", await IdsAsync(query with { Surfaces = [Surfaces.Directory] }));
            }
    }

    [Theory]
    [InlineData("大学", "<mark>大学</mark>で学")]
    [InlineData("京都大学", "<mark>京都大学</mark>で")]
    [InlineData("学", "京都大<mark>学</mark>で<mark>学</mark>ぶ")]
    [InlineData("ร้าน", "<mark>ร้าน</mark>อาหาร")]
    public async Task The_word_is_marked_and_no_more(string word, string marked)
    {
        await WriteAsync(Document("marked", "marks", "京都大学で学ぶ และ ร้านอาหาร"));

        var hit = Assert.Single((await SearchAsync(Query(word))).Hits, hit => hit.EntityId == "marked");

        Assert.Contains(marked, hit.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Characters_that_stand_apart_are_no_word()
    {
        await WriteAsync(Document("apart", "notes", "東の海と西の京"));

        Assert.DoesNotContain("apart", await IdsAsync(Query("東京")));
    }

    [Fact]
    public async Task A_word_can_be_left_out_and_stand_in_a_quotation()
    {
        await WriteAsync(Document("with", "notes", "横浜の港と灯台"), Document("without", "notes", "横浜の公園"));

        Assert.Equal(["without"], await IdsAsync(Query("横浜 -灯台") with { Syntax = SearchSyntax.Web, SomeWords = false }));
        Assert.Equal(["without"], await IdsAsync(Query("横浜 -港") with { Syntax = SearchSyntax.Web, SomeWords = false }));
        Assert.Equal(["with"], await IdsAsync(Query("\"横浜の港\"") with { Syntax = SearchSyntax.Web, SomeWords = false }));
    }

    [Fact]
    public async Task The_live_index_finds_the_same()
    {
        await WriteAsync(Document("live body", "notes", "静岡の茶畑"), Document("live title", "静岡の茶"));
        await using var rig = await Live.LiveRig.ReadyAsync(Database.Direct, Ct);
        var live = new Searcher(Database.DataSource, live: rig.Index);

        foreach (var text in new[] { "茶", "茶畑", "静岡", "畑 茶" })
            Assert.Equal(await IdsAsync(Query(text)), (await live.SearchAsync(Query(text), Ct)).Hits.Select(hit => hit.EntityId));
    }
}
