using System.Globalization;
using System.Text.Json;

namespace Adminctl.Tests.Membership;

[Slow]
public sealed class MembershipCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    readonly string _file = Path.Combine(Path.GetTempPath(), $"people-{Guid.CreateVersion7():N}.csv");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Ten_thousand_people_shaped_lines_are_imported_and_the_bad_ones_reported()
    {
        var bad = new Dictionary<int, (string Line, string Field)>
        {
            [100] = ("No Address,,2018,Goa", "e-mail"),
            [2_000] = ("Batch,batch@people.example,20x8,Goa", "batch"),
            [3_000] = ("Too,few", "line"),
            [4_000] = ("\"Open,open@people.example,2018,Goa", "line"),
            [5_000] = ("Twice,p10@people.example,2018,Goa", "e-mail"),
            [9_999] = (",noname@people.example,2018,Goa", "name"),
        };
        await File.WriteAllLinesAsync(
            _file,
            [
                "name,e-mail,batch,chapter",
                .. Enumerable.Range(2, 9_999).Select(line => bad.TryGetValue(line, out var b)
                    ? b.Line
                    : string.Create(CultureInfo.InvariantCulture, $"आशा Ärger O'Neil-{line},p{line}@people.example,{1970 + line % 50},{(line % 3 == 0 ? "Zürich" : "Bengaluru")}")),
            ], Ct);

        var first = await ImportAsync();
        var second = await ImportAsync();

        Assert.Equal(3, first.ExitCode);
        foreach (var (line, (_, field)) in bad)
            Assert.Contains(first.Lines, l => l.StartsWith($"line {line}: {field}: ", StringComparison.Ordinal));
        Assert.Contains("People: 9993 new, 0 updated, 0 unchanged. Memberships: 19986 new. Problems: 6.", first.Output, StringComparison.Ordinal);
        Assert.Contains("People: 0 new, 0 updated, 9993 unchanged. Memberships: 0 new. Problems: 6.", second.Output, StringComparison.Ordinal);
        Assert.Equal(9_993L, await database.DataSource.ValueAsync<long>("select count(*) from accounts_user where email like '%@people.example'"));
    }

    [Fact]
    public async Task A_dry_run_in_json_changes_nothing()
    {
        await File.WriteAllTextAsync(_file, "name,e-mail,batch,chapter\nAsha,asha@dry.example,2018,Drytown\n", Ct);

        var run = await ImportAsync("--dry-run", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(1, JsonDocument.Parse(string.Concat(run.Lines)).RootElement.GetProperty("created").GetInt32());
        Assert.False(await database.DataSource.ValueAsync<bool>("select exists (select from accounts_user where email = 'asha@dry.example')"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_not_of_people_is_named()
    {
        var absent = await ImportAsync();
        Assert.Equal((1, $"There is no file {_file}. Check the path."), (absent.ExitCode, absent.Output));

        await File.WriteAllTextAsync(_file, "name|e-mail|batch|chapter\n", Ct);
        var other = await ImportAsync();
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("the first line must be name,e-mail,batch,chapter", other.Output, StringComparison.Ordinal);
    }

    Task<AdminctlRun> ImportAsync(params string[] more) =>
        AdminctlRun.Async(database, ["membership", "import", _file, .. more]);
}
