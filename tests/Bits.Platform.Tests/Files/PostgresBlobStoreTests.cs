using Bits.Platform.Files;

namespace Bits.Platform.Tests.Files;

/// <summary>Files with their bytes in the database.</summary>
public sealed class PostgresBlobStoreTests(TestPlatform platform) : BlobStoreTests(platform), IClassFixture<TestPlatform>
{
    protected override IServiceProvider Services => Platform.Get<IServiceProvider>();

    [Fact]
    public async Task Bytes_are_kept_out_of_line_and_not_compressed_again()
    {
        const string storage = """
            select attstorage = 'e'
            from pg_attribute
            where attrelid = 'files_file'::regclass and attname = 'content'
            """;

        Assert.True(await Platform.DataSource.ValueAsync<bool>(storage));
    }

    [Fact]
    public async Task A_file_whose_bytes_are_in_s3_says_which_setting_is_missing()
    {
        await using var s3 = new FakeS3();
        await using var other = Platform.Build(s3.Settings());
        var file = New(await Platform.UserAsync("Asha"));
        await InTransactionAsync(db => ((IBlobStore)other.GetService(typeof(IBlobStore))!).PutAsync(db, file, Ct));

        await using var db = await Platform.DataSource.OpenConnectionAsync(Ct);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Files.OpenAsync(db, file.Key, Ct));
        Assert.Contains("Files:Store", e.Message);
    }
}
