using Bits.Platform.Features.People;

namespace Bits.Platform.Tests.Features.People;

public sealed class PeopleFileTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_lines_are_read_whatever_the_script_and_the_order_of_the_columns()
    {
        var lines = await ReadAsync(
            "\uFEFFbatch,E-Mail,chapter,name,remarks",
            "2018,Asha.Rao@Example.org,Bengaluru,Asha Rao,",
            "",
            "1998,\"quoted@example.org\",\"Bay Area\",\"Sen, Bikram \"\"Bik\"\"\",x",
            "2001,नमस्ते@example.org,,आशा राव,");

        Assert.All(lines, line => Assert.Empty(line.Problems));
        Assert.Equal(
            [
                new PersonLine(2, "Asha Rao", "asha.rao@example.org", 2018, "Bengaluru"),
                new PersonLine(4, "Sen, Bikram \"Bik\"", "quoted@example.org", 1998, "Bay Area"),
                new PersonLine(5, "आशा राव", "नमस्ते@example.org", 2001, null),
            ],
            lines.Select(line => line.Person));
    }

    [Theory]
    [InlineData("Asha,no address,2018,Goa", "e-mail")]
    [InlineData("Asha,a@b@c,2018,Goa", "e-mail")]
    [InlineData("Asha,,2018,Goa", "e-mail")]
    [InlineData("Asha,asha@example.org,20x8,Goa", "batch")]
    [InlineData("Asha,asha@example.org,,Goa", "batch")]
    [InlineData("Asha,asha@example.org,18,Goa", "batch")]
    [InlineData("Asha,asha@example.org,+2018,Goa", "batch")]
    [InlineData(",asha@example.org,2018,Goa", "name")]
    [InlineData("   ,asha@example.org,2018,Goa", "name")]
    [InlineData("As\0ha,asha@example.org,2018,Goa", "name")]
    [InlineData("As\uFFFDha,asha@example.org,2018,Goa", "name")]
    [InlineData("Asha,asha@example.org,2018,Go\0a", "chapter")]
    [InlineData("Asha,asha@example.org,2018", "line")]
    [InlineData("Asha,asha@example.org,2018,Goa,more", "line")]
    [InlineData("\"Asha,asha@example.org,2018,Goa", "line")]
    [InlineData(",nowhere,never,Goa", "name", "e-mail", "batch")]
    public async Task A_bad_line_is_reported_by_number_and_field_and_spoils_no_other(string bad, params string[] fields)
    {
        var lines = await ReadAsync("name,e-mail,batch,chapter", bad, "Bikram,bikram@example.org,2018,Goa");

        Assert.Equal(fields, lines[0].Problems.Select(p => p.Field));
        Assert.All(lines[0].Problems, p => Assert.Equal(2, p.Line));
        Assert.Equal("bikram@example.org", lines[1].Person!.Email);
    }

    [Fact]
    public async Task An_address_that_stands_twice_is_reported_with_its_first_line()
    {
        var lines = await ReadAsync(
            "name,e-mail,batch,chapter", "Asha,asha@example.org,2018,Goa", "Asha,ASHA@example.org,2018,Goa");

        var problem = Assert.Single(lines[1].Problems);
        Assert.Equal((3, "e-mail"), (problem.Line, problem.Field));
        Assert.Contains("line 2", problem.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("As\u200bha,asha@example.org,2018,Goa", "name", "U+200B")]
    [InlineData("Asha\u202e,asha@example.org,2018,Goa", "name", "U+202E")]
    [InlineData("\u3164,asha@example.org,2018,Goa", "name", "U+3164")]
    [InlineData("\u0301,asha@example.org,2018,Goa", "name", "U+0301")]
    [InlineData("\u0410sha,asha@example.org,2018,Goa", "name", "'А' (U+0410)")]
    [InlineData("Asha,asha@example.org,2018,Go\u200da", "chapter", "U+200D")]
    [InlineData("Asha,asha@example.org,2018,G\u03bfa", "chapter", "U+03BF")]
    [InlineData("Asha,as\u00adha@example.org,2018,Goa", "e-mail", "U+00AD")]
    [InlineData("Asha,asha@example.org\u200b,2018,Goa", "e-mail", "U+200B")]
    [InlineData("Asha,\u0430sha@example.org,2018,Goa", "e-mail", "U+0430")]
    [InlineData("Asha,asha@ex\u0430mple.org,2018,Goa", "e-mail", "U+0430")]
    [InlineData("Asha,\uff41sha@example.org,2018,Goa", "e-mail", "U+FF41")]
    [InlineData("Asha,\U0001d4b6sha@example.org,2018,Goa", "e-mail", "U+1D4B6")]
    [InlineData("Ilker,\u0130lker@x.example,2018,Goa", "e-mail", "'İ' (U+0130)")]
    [InlineData("Ilker,\u0131lker@x.example,2018,Goa", "e-mail", "'ı' (U+0131)")]
    public async Task What_hides_or_deceives_is_reported_by_line_field_and_character(string bad, string field, string character)
    {
        var lines = await ReadAsync("name,e-mail,batch,chapter", bad, "Bikram,bikram@example.org,2018,Goa");

        var problem = Assert.Single(lines[0].Problems);
        Assert.Equal((2, field), (problem.Line, problem.Field));
        Assert.Contains(character, problem.Problem, StringComparison.Ordinal);
        Assert.Empty(lines[1].Problems);
    }

    [Theory]
    [InlineData(2, "name;e-mail;batch;chapter", "\"Rao; Asha\";asha@example.org;2018;Goa, India")]
    [InlineData(2, "name\te-mail\tbatch\tchapter", "\"Rao; Asha\"\tasha@example.org\t2018\tGoa, India")]
    [InlineData(3, "sep=;", "name;e-mail;batch;chapter", "\"Rao; Asha\";asha@example.org;2018;Goa, India")]
    [InlineData(3, "\uFEFFsep=|", "batch|name|e-mail|chapter", "2018|Rao; Asha|asha@example.org|Goa, India")]
    [InlineData(3, "\"sep=,\"", "name,e-mail,batch,chapter", "Rao; Asha,asha@example.org,2018,\"Goa, India\"")]
    public async Task The_separator_is_the_one_that_the_file_uses(int line, params string[] file)
    {
        var read = Assert.Single(await ReadAsync(file));

        Assert.Empty(read.Problems);
        Assert.Equal(new PersonLine(line, "Rao; Asha", "asha@example.org", 2018, "Goa, India"), read.Person);
    }

    [Theory]
    [InlineData("New Delhi")]
    [InlineData("New  Delhi")]
    [InlineData("New\u00a0Delhi")]
    [InlineData(" New \u3000 Delhi ")]
    public async Task A_gap_in_a_name_is_one_blank(string written)
    {
        var read = Assert.Single(await ReadAsync("name,e-mail,batch,chapter", $"{written},asha@example.org,2018,{written}"));

        Assert.Equal(("New Delhi", "New Delhi"), (read.Person!.Name, read.Person.Chapter));
    }

    [Theory]
    [InlineData("")]
    [InlineData("name,batch,chapter")]
    [InlineData("Asha,asha@example.org,2018,Goa")]
    public async Task A_header_that_lacks_a_column_says_which(string header)
    {
        var e = await Assert.ThrowsAsync<FormatException>(() => ReadAsync(header));

        Assert.Contains("e-mail", e.Message, StringComparison.Ordinal);
    }

    static async Task<List<(PersonLine? Person, IReadOnlyList<LineProblem> Problems)>> ReadAsync(params string[] lines)
    {
        var file = await PeopleFile.OpenAsync(new StringReader(string.Join("\r\n", lines)), Ct);
        var read = new List<(PersonLine?, IReadOnlyList<LineProblem>)>();
        await foreach (var line in file.ReadAsync(Ct))
            read.Add(line);

        return read;
    }
}
