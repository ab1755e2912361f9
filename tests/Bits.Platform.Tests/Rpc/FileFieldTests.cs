using System.Security.Cryptography;
using System.Text.Json;
using Bits.Platform.Auth;
using Bits.Platform.Photos;
using Bits.Platform.Rpc;
using Bits.Testing.Photos;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Rpc;

/// <summary>A call takes a file as base64, within its limit, and keeps it nowhere but where its handler puts it.</summary>
public sealed class FileFieldTests : IClassFixture<TestPlatform>, IAsyncDisposable
{
    readonly TestPlatform _platform;
    readonly ServiceProvider _with;

    public FileFieldTests(TestPlatform platform)
    {
        _platform = platform;
        _with = TestPlatform.BuildOver(platform.DataSource, services => services.AddRpc<ShowPhoto>());
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _with.DisposeAsync();

    [Fact]
    public async Task A_photo_in_a_call_is_stored_and_its_id_answered()
    {
        var asha = await _platform.UserAsync("Asha");

        var answer = await CallAsync(asha, Quadrants.Jpeg());

        await using var db = await _platform.DataSource.OpenConnectionAsync(Ct);
        var stored = await _platform.Get<PhotoStore>().OpenAsync(db, answer.GetProperty("photoId").GetGuid(), PhotoSize.Small, Ct);
        Assert.Equal(asha, stored!.File.OwnerId);
    }

    [Theory]
    [InlineData("\"not base64!\"", "photo: must be the bytes of a file in base64.")]
    [InlineData("12", "photo: must be the bytes of a file in base64.")]
    [InlineData("null", "photo: must be the bytes of a file in base64.")]
    [InlineData("\"PHN2Zz4=\"", "photo: is an SVG drawing; send a JPEG, PNG, WebP or GIF image.")]
    [InlineData("\"\"", "photo: is empty; send a JPEG, PNG, WebP or GIF image.")]
    public async Task What_is_not_a_photo_is_refused_by_the_name_of_the_field(string json, string message) =>
        Assert.Equal(message, (await FaultAsync(JsonSerializer.Deserialize<JsonElement>($$"""{"photo":{{json}}}"""))).Message);

    [Fact]
    public async Task A_file_above_its_limit_is_refused_before_the_handler()
    {
        var fault = await FaultAsync(new { photo = new byte[PhotoPipeline.MaxBytes + 1] });

        Assert.Equal("photo: has more than 5,242,880 bytes; send a smaller file.", fault.Message);
    }

    [Fact]
    public void Transports_know_how_much_a_call_takes()
    {
        var file = Assert.Single(_with.GetRequiredService<RpcRegistry>().Get("tests.v1/ShowPhoto").Files);

        Assert.Equal((5_242_880, 6_990_508), (file.MaxBytes, file.MaxCharacters));
        Assert.Equal(file.MaxCharacters, Convert.ToBase64String(new byte[file.MaxBytes]).Length);
        Assert.Empty(_with.GetRequiredService<RpcRegistry>().Get("groups.v1/CreateGroup").Files);
    }

    [Fact]
    public async Task A_repeated_call_has_one_effect_and_neither_its_key_nor_the_audit_log_keeps_the_file()
    {
        var asha = await _platform.UserAsync("Asha");
        byte[] photo = [.. Quadrants.Jpeg(), .. RandomNumberGenerator.GetBytes(3 << 20)];

        var first = await CallAsync(asha, photo, key: "upload-1");
        var second = await CallAsync(asha, photo, key: "upload-1");
        var other = await Assert.ThrowsAsync<FaultException>(() => CallAsync(asha, Quadrants.Jpeg(), key: "upload-1"));

        Assert.Equal(first.GetProperty("photoId").GetGuid(), second.GetProperty("photoId").GetGuid());
        Assert.Equal("idempotency_key_reused", other.Reason);
        Assert.Equal(2L, await _platform.DataSource.ValueAsync<long>("select count(*) from files_file where owner_id = $1", asha));
        const string largest = """
            select max(length(row))
            from (select i::text as row from rpc_idempotency i union all select e::text from audit_event e) as kept
            """;
        Assert.InRange(await _platform.DataSource.ValueAsync<int>(largest), 1, 4_000);
    }

    Task<JsonElement> CallAsync(Guid user, byte[] photo, string? key = null) =>
        TestPlatform.CallAsync(_with, user, "tests.v1/ShowPhoto", new { photo }, key);

    async Task<FaultException> FaultAsync(object request)
    {
        var asha = await _platform.UserAsync("Asha");
        return await Assert.ThrowsAsync<FaultException>(() => TestPlatform.CallAsync(_with, asha, "tests.v1/ShowPhoto", request));
    }

    /// <summary>A call as a feature writes it.</summary>
    [Rpc("tests.v1/ShowPhoto", Capabilities.AccountsSelf)]
    sealed class ShowPhoto(PhotoPipeline pipeline, PhotoStore photos) : IRpc<ShowPhoto.Request, ShowPhoto.Response>
    {
        public sealed record Request([property: File(PhotoPipeline.MaxBytes)] byte[] Photo);

        public sealed record Response(Guid PhotoId);

        public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
        {
            var id = await photos.PutAsync(call.Db, call.Caller.UserId, await pipeline.ProcessAsync(request.Photo, ct), ct);
            call.Audit.Target("photo", id);
            return new(id);
        }
    }
}
