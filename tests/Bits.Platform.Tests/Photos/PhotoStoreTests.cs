using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Photos;
using Bits.Platform.Rpc;
using Bits.Testing.Photos;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Tests.Photos;

/// <summary>A photo is stored in both sizes under one id, and shown to its owner and to whom an audience lets see it.
/// </summary>
public sealed class PhotoStoreTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_photo_is_stored_in_both_sizes_and_deleted_in_both()
    {
        var (asha, photos) = (await platform.UserAsync("Asha"), platform.Get<PhotoStore>());
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);

        var id = await photos.PutAsync(db, asha, await ReadAsync(Quadrants.Jpeg(1_000, 800)), Ct);
        var small = (await photos.OpenAsync(db, id, PhotoSize.Small, Ct))!;
        var large = (await photos.OpenAsync(db, id, PhotoSize.Large, Ct))!;
        await photos.DeleteAsync(db, id, Ct);

        EncodedPhoto.IsClean(new(small.Content, large.Content));
        Assert.Equal((asha, "image/jpeg", "image/jpeg"), (small.File.OwnerId, small.File.ContentType, large.File.ContentType));
        Assert.Null(await photos.FindAsync(db, id, PhotoSize.Small, Ct));
        Assert.Null(await photos.FindAsync(db, id, PhotoSize.Large, Ct));
    }

    [Fact]
    public async Task A_refused_photo_stores_nothing()
    {
        var asha = await platform.UserAsync("Asha");

        await platform.FaultAsync(asha, "directory.v1/SetPhoto", new { photo = new byte[] { 1, 2, 3 } });

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("select count(*) from files_file where owner_id = $1", asha));
    }

    [Fact]
    public async Task A_photo_that_waits_for_its_turn_holds_no_connection()
    {
        const string held = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'";
        var pipeline = platform.Get<PhotoPipeline>();
        var turn = await pipeline.EnterAsync(Ct);
        var sent = new List<Task>();
        for (var i = 0; i < 5; i++)
        {
            var person = await platform.UserAsync("Asha");
            sent.Add(platform.CallAsync(person, "directory.v1/SetPhoto", new { photo = Quadrants.Jpeg(64, 64) }));
        }

        while (pipeline.Waiting < sent.Count)
            await Task.Delay(10, Ct);
        var connections = await platform.DataSource.ValueAsync<long>(held);
        turn.Dispose();
        await Task.WhenAll(sent);

        Assert.Equal(0L, connections);
    }

    Task<Photo> ReadAsync(byte[] photo) => platform.Get<PhotoPipeline>().ProcessAsync(photo, Ct);

    [Fact]
    public async Task The_owner_sees_a_photo_and_others_only_if_an_audience_lets_them()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var id = await platform.Get<PhotoStore>().PutAsync(db, asha, await ReadAsync(Quadrants.Jpeg()), Ct);
        await using var with = TestPlatform.BuildOver(
            platform.DataSource, services => services.AddSingleton<IPhotoAudience>(new Only(asha, id, bikram)));

        Assert.True(await SeesAsync(platform.Get<PhotoViewer>(), asha, id));
        Assert.False(await SeesAsync(platform.Get<PhotoViewer>(), bikram, id));
        Assert.True(await SeesAsync(with.GetRequiredService<PhotoViewer>(), bikram, id));
        Assert.False(await SeesAsync(with.GetRequiredService<PhotoViewer>(), chitra, id));
    }

    [Fact]
    public async Task A_hidden_photo_and_a_missing_one_get_the_same_answer()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var id = await platform.Get<PhotoStore>().PutAsync(db, asha, await ReadAsync(Quadrants.Jpeg()), Ct);

        var hidden = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(platform.Get<PhotoViewer>(), bikram, id));
        var missing = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(platform.Get<PhotoViewer>(), bikram, Guid.CreateVersion7()));

        Assert.Equal((FaultCode.NotFound, "photo_not_found", hidden.Message), (missing.Code, missing.Reason, missing.Message));
        Assert.Equal((hidden.Code, hidden.Reason), (missing.Code, missing.Reason));
    }

    [Fact]
    public async Task Who_has_the_bytes_already_is_sent_none()
    {
        var asha = await platform.UserAsync("Asha");
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var id = await platform.Get<PhotoStore>().PutAsync(db, asha, await ReadAsync(Quadrants.Jpeg()), Ct);

        var (file, content) = await platform.Get<PhotoViewer>().ReadAsync(Caller(asha), id, PhotoSize.Small, _ => true, Ct);

        Assert.Null(content);
        Assert.Equal(64, file.Sha256.Length);
    }

    static async Task<bool> SeesAsync(PhotoViewer viewer, Guid user, Guid id)
    {
        try
        {
            await ReadAsync(viewer, user, id);
            return true;
        }
        catch (FaultException fault) when (fault.Reason == "photo_not_found")
        {
            return false;
        }
    }

    static Task<(Platform.Files.StoredFile, byte[]?)> ReadAsync(PhotoViewer viewer, Guid user, Guid id) =>
        viewer.ReadAsync(Caller(user), id, PhotoSize.Small, _ => false, Ct);

    static Caller Caller(Guid user) => new(user, "", PrimaryRole.Alumni, PlatformRole: null);

    sealed class Only(Guid owner, Guid photo, Guid viewer) : IPhotoAudience
    {
        public Task<bool> MaySeeAsync(NpgsqlConnection db, Caller caller, Guid ownerId, Guid photoId, CancellationToken ct) =>
            Task.FromResult((ownerId, photoId, caller.UserId) == (owner, photo, viewer));
    }
}
