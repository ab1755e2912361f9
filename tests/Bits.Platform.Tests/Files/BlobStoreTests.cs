using System.Security.Cryptography;
using System.Text.Json;
using Bits.Platform.Features.People;
using Bits.Platform.Files;
using Bits.Platform.Privacy;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Tests.Files;

/// <summary>What every store of files promises.</summary>
public abstract class BlobStoreTests(TestPlatform platform)
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected TestPlatform Platform => platform;

    /// <summary>The platform with the store.</summary>
    protected abstract IServiceProvider Services { get; }

    protected IBlobStore Files => Services.GetRequiredService<IBlobStore>();

    [Fact]
    public async Task A_file_is_read_as_it_was_stored()
    {
        var file = New(await platform.UserAsync("Asha"), length: 3 << 20);
        await InTransactionAsync(db => Files.PutAsync(db, file, Ct));

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var opened = (await Files.OpenAsync(db, file.Key, Ct))!;

        Assert.Equal(file.Content, opened.Content);
        Assert.Equal(
            (file.Key, file.OwnerId, "image/jpeg", file.Content.Length, Convert.ToHexStringLower(SHA256.HashData(file.Content))),
            (opened.File.Key, opened.File.OwnerId, opened.File.ContentType, opened.File.Length, opened.File.Sha256));
        Assert.Equal(opened.File, await Files.FindAsync(db, file.Key, Ct));
        Assert.Null(await Files.OpenAsync(db, file.Key with { Rendition = "other" }, Ct));
    }

    [Fact]
    public async Task Storing_the_same_file_again_changes_nothing_and_other_bytes_are_refused()
    {
        var file = New(await platform.UserAsync("Asha"));
        await InTransactionAsync(db => Files.PutAsync(db, file, Ct));
        await InTransactionAsync(db => Files.PutAsync(db, file, Ct));

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => InTransactionAsync(db => Files.PutAsync(db, file with { Content = [1, 2, 3] }, Ct)));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => InTransactionAsync(db => Files.PutAsync(db, file with { OwnerId = Guid.CreateVersion7() }, Ct)));

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        Assert.Equal(file.Content, (await Files.OpenAsync(db, file.Key, Ct))!.Content);
        Assert.Single(await Files.ListOwnedAsync(db, file.OwnerId, Ct));
    }

    [Fact]
    public async Task Without_a_commit_there_is_no_file()
    {
        var file = New(await platform.UserAsync("Asha"));
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using (await db.BeginTransactionAsync(Ct))
            await Files.PutAsync(db, file, Ct);

        Assert.Null(await Files.FindAsync(db, file.Key, Ct));
    }

    [Fact]
    public async Task Larger_files_and_empty_ones_are_refused_by_the_table()
    {
        foreach (var length in new[] { 0, IBlobStore.MaxBytes + 1 })
        {
            var e = await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                var file = New(await platform.UserAsync("Asha"), length: length);
                await InTransactionAsync(db => Files.PutAsync(db, file, Ct));
            });
            Assert.Equal("files_file_length_is_allowed", e.ConstraintName);
        }
    }

    [Fact]
    public async Task Deleting_a_file_deletes_all_its_renditions()
    {
        var asha = await platform.UserAsync("Asha");
        var (small, other) = (New(asha), New(asha));
        var large = small with { Key = small.Key with { Rendition = "large" } };
        foreach (var file in new[] { small, large, other })
            await InTransactionAsync(db => Files.PutAsync(db, file, Ct));

        await InTransactionAsync(async db => Assert.Equal(2, await Files.DeleteAsync(db, small.Key.Id, Ct)));

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        Assert.Equal([other.Key], (await Files.ListOwnedAsync(db, asha, Ct)).Select(file => file.Key));
        Assert.Equal(0, await Files.DeleteAsync(db, small.Key.Id, Ct));
    }

    [Fact]
    public async Task A_person_gets_their_files_in_the_export_and_an_erasure_deletes_them()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var (own, other) = (New(asha), New(bikram));
        foreach (var file in new[] { own, other })
            await InTransactionAsync(db => Files.PutAsync(db, file, Ct));

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var part = Services.GetRequiredService<IEnumerable<IPersonalData>>().Single(part => part.Part == "files");
        var export = JsonSerializer.SerializeToElement(await part.ExportAsync(db, asha, Ct));
        await Services.GetRequiredService<PersonErasure>().RunAsync(asha, Ct);

        Assert.Equal(own.Content, export[0].GetProperty("Content").GetBytesFromBase64());
        Assert.Equal(1, export.GetArrayLength());
        Assert.Empty(await Files.ListOwnedAsync(db, asha, Ct));
        Assert.Equal(other.Content, (await Files.OpenAsync(db, other.Key, Ct))!.Content);
    }

    protected static NewFile New(Guid owner, int length = 1_000) =>
        new(new(Guid.CreateVersion7(), "small"), owner, "image/jpeg", RandomNumberGenerator.GetBytes(length));

    protected async Task InTransactionAsync(Func<NpgsqlConnection, Task> work)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await work(db);
        await tx.CommitAsync(Ct);
    }
}
