using Bits.Jobs;
using Bits.Platform.Files;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Files;

/// <summary>Files with their bytes in an S3-compatible store: signed requests, and no object without a row.</summary>
public sealed class S3BlobStoreTests : BlobStoreTests, IClassFixture<TestPlatform>, IAsyncDisposable
{
    const string Due = "update jobs_queue_job set run_at = now() where kind = 'files.remove_object' and state = 'pending'";

    readonly FakeS3 _s3 = new();
    readonly ServiceProvider _services;

    public S3BlobStoreTests(TestPlatform platform) : base(platform) => _services = platform.Build(_s3.Settings());

    protected override IServiceProvider Services => _services;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _s3.DisposeAsync();
    }

    [Fact]
    public async Task Bytes_go_to_the_bucket_in_signed_requests_and_not_into_the_row()
    {
        var file = New(await Platform.UserAsync("Asha"));

        await InTransactionAsync(db => Files.PutAsync(db, file, Ct));

        Assert.Empty(_s3.Refused);
        Assert.Equal(file.Content, _s3.Objects[$"{file.Key.Id}/small"]);
        Assert.True(await Platform.DataSource.ValueAsync<bool>("select content is null from files_file where id = $1", file.Key.Id));
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_by_the_store_and_nothing_is_stored()
    {
        await using var other = Platform.Build(_s3.Settings(("Files:S3:SecretKey", "another")));
        var file = New(await Platform.UserAsync("Asha"));

        var fault = await Assert.ThrowsAsync<FaultException>(
            () => InTransactionAsync(db => other.GetRequiredService<IBlobStore>().PutAsync(db, file, Ct)));

        Assert.Equal((FaultCode.Unavailable, "files_unavailable"), (fault.Code, fault.Reason));
        Assert.NotEmpty(_s3.Refused);
        Assert.Empty(_s3.Objects);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_fault_that_says_to_try_again()
    {
        var file = New(await Platform.UserAsync("Asha"));
        await InTransactionAsync(db => Files.PutAsync(db, file, Ct));
        _s3.IsDown = true;

        await using var db = await Platform.DataSource.OpenConnectionAsync(Ct);
        Assert.Equal("files_unavailable", (await Assert.ThrowsAsync<FaultException>(() => Files.OpenAsync(db, file.Key, Ct))).Reason);
        Assert.NotNull(await Files.FindAsync(db, file.Key, Ct)); // the row still says what it is
    }

    [Fact]
    public async Task Bytes_that_are_missing_or_changed_are_not_given_out()
    {
        var file = New(await Platform.UserAsync("Asha"));
        await InTransactionAsync(db => Files.PutAsync(db, file, Ct));
        await using var db = await Platform.DataSource.OpenConnectionAsync(Ct);

        _s3.Objects[$"{file.Key.Id}/small"] = [1, 2, 3];
        await Assert.ThrowsAsync<InvalidOperationException>(() => Files.OpenAsync(db, file.Key, Ct));
        _s3.Objects.Clear();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Files.OpenAsync(db, file.Key, Ct));
    }

    [Fact]
    public async Task A_deleted_file_leaves_the_bucket_after_the_commit()
    {
        var file = New(await Platform.UserAsync("Asha"));
        await InTransactionAsync(db => Files.PutAsync(db, file, Ct));

        await using (var db = await Platform.DataSource.OpenConnectionAsync(Ct))
        await using (await db.BeginTransactionAsync(Ct))
            await Files.DeleteAsync(db, file.Key.Id, Ct);
        await DrainAsync();
        Assert.Single(_s3.Objects); // rolled back

        await InTransactionAsync(db => Files.DeleteAsync(db, file.Key.Id, Ct));
        Assert.Single(_s3.Objects); // not in the transaction
        await DrainAsync();
        Assert.Empty(_s3.Objects);
    }

    [Fact]
    public async Task An_object_whose_transaction_did_not_commit_is_removed_a_day_later_and_no_other()
    {
        var (lost, kept) = (New(await Platform.UserAsync("Asha")), New(await Platform.UserAsync("Bikram")));
        await InTransactionAsync(db => Files.PutAsync(db, kept, Ct));
        await using (var db = await Platform.DataSource.OpenConnectionAsync(Ct))
        await using (await db.BeginTransactionAsync(Ct))
            await Files.PutAsync(db, lost, Ct);

        await DrainAsync();
        Assert.Equal(2, _s3.Objects.Count); // the day is not over
        await Platform.DataSource.SqlAsync(Due);
        await DrainAsync();

        Assert.Equal([$"{kept.Key.Id}/small"], _s3.Objects.Keys);
    }

    [Fact]
    public async Task Files_from_before_the_store_was_chosen_are_still_read_and_deleted()
    {
        var file = New(await Platform.UserAsync("Asha"));
        await InTransactionAsync(db => Platform.Get<IBlobStore>().PutAsync(db, file, Ct));

        await using var db = await Platform.DataSource.OpenConnectionAsync(Ct);
        Assert.Equal(file.Content, (await Files.OpenAsync(db, file.Key, Ct))!.Content);
        Assert.Equal(1, await Files.DeleteAsync(db, file.Key.Id, Ct));
        Assert.Empty(_s3.Objects);
    }

    [Theory]
    [InlineData("Files:S3:Endpoint", "http://s3.example.org/")]
    [InlineData("Files:S3:Endpoint", "")]
    [InlineData("Files:S3:Bucket", "")]
    [InlineData("Files:S3:SecretKey", "")]
    [InlineData("Files:S3:Timeout", "00:10:00")]
    public void A_wrong_setting_is_named(string key, string value)
    {
        using var wrong = Platform.Build(_s3.Settings((key, value)));

        var e = Assert.ThrowsAny<Exception>(() => wrong.GetRequiredService<IBlobStore>());

        Assert.Contains(key, SettingsException.Explain(e));
    }

    Task DrainAsync() => _services.GetRequiredService<JobWorker>().DrainAsync(Ct);
}
