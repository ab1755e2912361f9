using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.People;

namespace Bits.Platform.Tests.Features.People;

public sealed class PeopleImportTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Slow]
    public async Task Ten_thousand_people_come_in_and_a_second_time_nothing_changes()
    {
        string[] lines =
        [
            .. Enumerable.Range(0, 10_000).Select(i => i % 1000 == 7
                ? $"Bad {i},nowhere,2018,Goa"
                : $"Person Ä {i},p{i}@ten.example,{1990 + i % 30},Chapter {i % 12}"),
        ];

        var first = await ImportAsync(lines);
        var second = await ImportAsync(lines);

        Assert.Equal((9_990, 0, 0, 19_980), (first.Created, first.Updated, first.Unchanged, first.MembershipsAdded));
        Assert.Equal((0, 0, 9_990, 0), (second.Created, second.Updated, second.Unchanged, second.MembershipsAdded));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * 1000 + 9), first.Rejected.Select(p => p.Line));
        Assert.Equal(12, first.NewChapters.Count);
        Assert.Empty(second.NewChapters);
    }

    [Fact]
    public async Task A_dry_run_reports_the_same_and_changes_nothing()
    {
        string[] lines = ["Asha,asha@dry.example,2018,Drytown", "Bikram,nowhere,2018,Drytown"];

        var dry = await ImportAsync(lines, dryRun: true);
        var real = await ImportAsync(lines);

        Assert.Equal((1, 2, "Drytown"), (dry.Created, dry.MembershipsAdded, Assert.Single(dry.NewChapters)));
        Assert.Equal((1, 2, "Drytown"), (real.Created, real.MembershipsAdded, Assert.Single(real.NewChapters)));
    }

    [Fact]
    public async Task A_new_name_is_taken_over_and_a_chapter_is_the_same_in_any_case()
    {
        await ImportAsync(["Asha,asha@name.example,2018,Casetown"]);

        var report = await ImportAsync(["Asha Rao,asha@name.example,2018,CASETOWN"]);

        Assert.Equal((1, 0, 0), (report.Updated, report.MembershipsAdded, report.NewChapters.Count));
        Assert.Equal("Asha Rao", (await FindAsync("asha@name.example")).Name);
    }

    [Fact]
    public async Task A_chapter_is_one_whatever_its_gaps_and_its_case()
    {
        var report = await ImportAsync(
        [
            "A,a@gap.example,2018,New Gaptown", "B,b@gap.example,2018,New  Gaptown", "C,c@gap.example,2018,NEW\u00a0GAPTOWN",
            "D,d@gap.example,2018, new \u3000 gaptown ", "E,e@gap.example,2018,New Ga\u0301ptown", "F,f@gap.example,2018,New G\u00e1ptown",
        ]);

        Assert.Empty(report.Rejected);
        Assert.Equal(2, report.NewChapters.Count);
        Assert.Equal(2L, await platform.DataSource.ValueAsync<long>("select count(*) from groups_group where name ilike '%new%g_ptown%'"));
    }

    [Fact]
    public async Task The_case_of_an_address_stops_no_line_but_its_own()
    {
        var report = await ImportAsync(
            ["Ilker,\u0130lker@case.example,2018,", "Asha,ASHA@case.example,2018,", "Anna,\u00c4NNA@CASE.example,2018,"]);

        Assert.Equal((2, "e-mail"), (Assert.Single(report.Rejected).Line, report.Rejected[0].Field));
        Assert.Equal(2, report.Created);
        Assert.Equal("Asha", (await FindAsync("Asha@Case.Example")).Name);
        Assert.Equal("Anna", (await FindAsync("\u00e4nna@case.example")).Name);
        Assert.Equal("Anna", (await FindAsync("\u00c4nna@case.example")).Name);
    }

    [Fact]
    public async Task An_import_does_not_lift_a_ban_and_says_so()
    {
        await ImportAsync(["Asha,asha@ban.example,2018,"]);
        var asha = await FindAsync("asha@ban.example");
        await platform.Memberships.BanAsync(asha.Id, Scope.Batch(2018), Change.BySystem("test"), ct: Ct);

        var report = await ImportAsync(["Asha,asha@ban.example,2018,"]);

        Assert.Equal((2, "batch"), (report.Rejected[0].Line, report.Rejected[0].Field));
        Assert.False(await platform.Memberships.IsMemberAsync(asha.Id, Scope.Batch(2018), Ct));
    }

    [Fact]
    public async Task People_with_the_same_name_before_the_at_get_different_user_names_the_same_ones_every_time()
    {
        await ImportAsync(["A,same.name@one.example,2018,", "B,same.name@two.example,2018,", "C,Same_Name@three.example,2018,"]);

        Assert.Equal("same.name", (await FindAsync("same.name@one.example")).Username);
        Assert.StartsWith("same.name-", (await FindAsync("same.name@two.example")).Username, StringComparison.Ordinal);
        Assert.Equal("same-name", (await FindAsync("same_name@three.example")).Username);
    }

    [Fact]
    public async Task A_campus_is_taken_over_and_a_file_without_one_keeps_it()
    {
        const string campus = "select coalesce(campus, '') from accounts_user where email = 'asha@campus.example'";

        await ImportAsync(["Asha,asha@campus.example,2018,,Goa"], header: "name,e-mail,batch,chapter,campus");
        Assert.Equal("goa", await platform.DataSource.ValueAsync<string>(campus));

        await ImportAsync(["Asha,asha@campus.example,2018,"]);
        Assert.Equal("goa", await platform.DataSource.ValueAsync<string>(campus));
        Assert.Equal(1, (await ImportAsync(["Asha,asha@campus.example,2018,,Pilani"], header: "name,e-mail,batch,chapter,campus")).Updated);
    }

    async Task<ImportReport> ImportAsync(string[] lines, bool dryRun = false, string header = "name,e-mail,batch,chapter")
    {
        var text = string.Join('\n', (string[])[header, .. lines]);
        var file = await PeopleFile.OpenAsync(new StringReader(text), Ct);
        return await platform.Get<PeopleImport>().RunAsync(file, dryRun, progress: null, Ct);
    }

    async Task<Account> FindAsync(string email)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        return (await platform.Get<AccountDirectory>().FindByEmailAsync(db, email, Ct))!;
    }
}
