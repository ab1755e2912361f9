using Bits.Platform.Photos;
using Bits.Platform.Rpc;
using Bits.Testing.Photos;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Tests.Photos;

/// <summary>No file breaks the reader of photos: each one is refused with a remedy, or encoded again without its payload.
/// </summary>
[Slow]
public sealed class HostilePhotosTests : IDisposable
{
    readonly PhotoPipeline _pipeline = new(Options.Create(new PhotoOptions { Timeout = TimeSpan.FromMinutes(1) }), TimeProvider.System);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public async Task Hostile_files_are_refused_with_a_remedy_or_lose_their_payload()
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var hostile in HostilePhotos.All())
        {
            count++;
            var isRefused = await IsRefusedAsync(hostile.Content);
            if (hostile.End == (isRefused ? HostileEnd.Cleaned : HostileEnd.Refused))
                wrong.Add($"{hostile.Name}: {(isRefused ? "refused" : "taken")}");
        }

        Assert.Empty(wrong);
        Assert.True(count > 200, $"There are {count} files.");
    }

    [Fact]
    public async Task Changed_files_are_refused_or_read_and_never_break_the_reader()
    {
        var good = HostilePhotos.Good().Values.ToList();
        var taken = 0;
        foreach (var seed in Cases.Numbers(100_000))
        {
            var file = HostilePhotos.Mutate(good[seed % good.Count], new(seed));
            taken += await IsRefusedAsync(file[1] == (byte)'P' ? PngBytes.Repaired(file) : file) ? 0 : 1; // other kinds have no checksums
        }

        Assert.NotEqual(0, taken); // else the decoder was never asked
    }

    async Task<bool> IsRefusedAsync(byte[] content)
    {
        try
        {
            EncodedPhoto.IsClean(await _pipeline.ProcessAsync(content, Ct));
            return false;
        }
        catch (FaultException fault)
        {
            Assert.Equal(FaultCode.InvalidArgument, fault.Code);
            Assert.Equal("photo", Assert.Single(fault.Fields).Field);
            Assert.Contains(';', fault.Message); // what is wrong; what to do
            return true;
        }
    }
}
