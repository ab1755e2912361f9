using System.ComponentModel;
using System.Diagnostics;
using Bits.EmbeddedPostgres.Binaries;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Tests.Binaries;

/// <summary>Which programs are found, among shell scripts that answer as PostgreSQL does.</summary>
public sealed class PostgresBinariesTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("bits-pg-test-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_highest_version_comes_first_by_number_and_not_by_name()
    {
        MakePrograms("9/bin", "9.6.24");
        MakePrograms("15/bin", "15.20 (Debian 15.20-0+deb12u1)");
        MakePrograms("100/bin", "100.1");
        MakePrograms("16/bin", "16beta1");

        var found = await SystemBinaries.ListAsync([$"{_folder}/*/bin"], [], Ct);

        Assert.Equal(["100.1", "16.0", "15.20"], found.Select(binaries => $"{binaries.Version}"));
    }

    [Fact]
    public async Task Folders_without_all_three_programs_or_without_an_answer_are_passed_over()
    {
        MakePrograms("15/bin", "15.1");
        MakePrograms("16/bin", "16.1");
        File.Delete($"{_folder}/16/bin/pg_ctl");
        MakePrograms("17/bin", "17.1; exit 1");
        MakePrograms("18/bin", "18.1");
        File.SetUnixFileMode($"{_folder}/18/bin/postgres", UnixFileMode.UserRead);

        var found = await SystemBinaries.ListAsync([$"{_folder}/*/bin", $"{_folder}/none/*"], [], Ct);

        Assert.Equal(15, Assert.Single(found).Major);
    }

    [Fact]
    public async Task The_PATH_is_searched_too_and_its_first_hit_is_not_trusted()
    {
        MakePrograms("old", "13.4");
        MakePrograms("fair", "16.4");
        MakePrograms("good", "17.4");

        var found = await SystemBinaries.ListAsync([], [$"{_folder}/old", ".", $"{_folder}/fair", $"{_folder}/good"], Ct);

        Assert.Equal([17, 16], found.Select(binaries => binaries.Major));
    }

    [Fact]
    public void The_version_that_made_the_data_is_preferred_to_a_higher_one()
    {
        PostgresBinaries[] found = [new("/18", new(18, 1), ""), new("/15", new(15, 9), ""), new("/15b", new(15, 1), "")];

        Assert.Equal(
            ["/15", "/18", "/18"], new int?[] { 15, 16, null }.Select(major => PostgresBinaries.Best(found, major)!.Folder));
        Assert.Null(PostgresBinaries.Best([], 15));
    }

    [Fact]
    public async Task A_given_folder_without_programs_is_refused_by_name()
    {
        var e = await Assert.ThrowsAsync<PostgresUnavailableException>(() => ChooseAsync(_folder));

        Assert.Contains(_folder, e.Message);
        Assert.Contains("BITS_PG_BIN", e.Message);
    }

    [Fact]
    public async Task A_given_folder_with_an_old_version_is_refused()
    {
        MakePrograms("14/bin", "14.9");

        var e = await Assert.ThrowsAsync<PostgresUnavailableException>(() => ChooseAsync($"{_folder}/14/bin"));

        Assert.Contains("PostgreSQL 14.9, but 15 or newer is needed", e.Message);
    }

    [Fact]
    public async Task A_given_folder_is_taken_whatever_else_there_is()
    {
        MakePrograms("99/bin", "99.1");

        var given = await ChooseAsync($"{_folder}/99/bin");

        Assert.Equal((99, $"{_folder}/99/bin"), (given.Major, given.Folder));
    }

    [Fact]
    public void Somebody_without_PostgreSQL_is_told_how_to_get_it_in_six_lines()
    {
        var message = NoBinaries.Exception(null).Message;

        Assert.Equal(6, message.Split('\n').Length);
        Assert.All(
            ["apt-get install postgresql", "dnf install", "apk add", "brew install", "BITS_PG_BIN", "BITS_DATABASE_URL"],
            hint => Assert.Contains(hint, message));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static Task<PostgresBinaries> ChooseAsync(string folder) =>
        PostgresBinaries.ChooseAsync(new() { BinDirectory = folder }, null, _ => { }, Ct);

    void MakePrograms(string name, string version)
    {
        var folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        foreach (var program in new[] { "initdb", "pg_ctl", "postgres" })
        {
            var file = Path.Combine(folder, program);
            File.WriteAllText(file, $"#!/bin/sh\necho '{program} (PostgreSQL)' {version.Replace("(", "'('", StringComparison.Ordinal).Replace(")", "')'", StringComparison.Ordinal)}\n");
            OpenFolder.SetMode(file);
            WaitUntilItRuns(file);
        }
    }

    // A process that another test started while the file was being written holds it open until it is its own program, and what
    // somebody has open for writing cannot be run.
    static void WaitUntilItRuns(string file)
    {
        var wait = new SpinWait();
        while (true)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(file) { RedirectStandardOutput = true })!;
                process.WaitForExit();
                return;
            }
            catch (Win32Exception) when (wait.Count < 1_000)
            {
                wait.SpinOnce();
            }
        }
    }
}
