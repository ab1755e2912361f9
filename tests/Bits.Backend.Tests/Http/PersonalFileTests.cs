using System.Net;
using System.Text.Json;

namespace Bits.Backend.Tests.Http;

public sealed class PersonalFileTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_get_all_data_about_themselves_and_each_export_leaves_its_event()
    {
        var (asha, bikram) = (await test.UserAsync("Asha"), await test.UserAsync("Bikram"));
        await test.Backend.PostAsync(
            asha, "groups.v1/CreateGroup", new { slug = "my-data", name = "Data", visibility = "public" }, Ct);

        using var answer = await test.Backend.SendAsync(HttpMethod.Get, "/files/my-data.json", null, test.Backend.Token(asha), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var data = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal(asha, data.GetProperty("userId").GetGuid());
        Assert.Contains("memberships", data.GetProperty("parts").EnumerateObject().Select(part => part.Name));
        Assert.DoesNotContain($"{bikram}", data.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1L, await test.Database.DataSource.ValueAsync<long>(
            "select count(*) from audit_event where action = 'accounts.export_person' and actor_id = $1", asha));
    }

    [Fact]
    public async Task A_stranger_gets_nothing()
    {
        using var answer = await test.Backend.Http.GetAsync("/files/my-data.json", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
