using System.Threading.RateLimiting;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Photos;

/// <summary>Makes two small square images of a photo that a stranger sent, or says what is wrong with it. The images are
/// encoded from pixels: no byte of the photo, no metadata and no appended content reaches them.</summary>
/// <remarks>Photos wait for each other, so that their memory is bounded. Does not store anything: see
/// <see cref="PhotoStore"/>.</remarks>
public sealed class PhotoPipeline : IDisposable
{
    /// <summary>The maximum size of a photo, in bytes: 5 MB.</summary>
    public const int MaxBytes = 5 << 20;

    readonly ConcurrencyLimiter _gate;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;

    /// <param name="options">The limits.</param>
    /// <param name="time">The clock of the time-out.</param>
    public PhotoPipeline(IOptions<PhotoOptions> options, TimeProvider time)
    {
        _gate = new(new() { PermitLimit = options.Value.Concurrency, QueueLimit = options.Value.Waiting });
        _timeout = options.Value.Timeout;
        _time = time;
    }

    /// <summary>Gets how many photos wait for their turn.</summary>
    internal long Waiting => _gate.GetStatistics()!.CurrentQueuedCount;

    /// <summary>Takes a turn, so that others wait.</summary>
    internal ValueTask<RateLimitLease> EnterAsync(CancellationToken ct) => _gate.AcquireAsync(1, ct);

    /// <summary>Reads a photo and makes its two sizes.</summary>
    /// <param name="photo">The bytes as they came.</param>
    /// <param name="ct">Stops the wait.</param>
    /// <exception cref="FaultException">The photo is refused, with the field <c>photo</c> and the remedy; or too many
    /// photos wait.</exception>
    public async Task<Photo> ProcessAsync(byte[] photo, CancellationToken ct)
    {
        if (photo.Length > MaxBytes)
            throw PhotoFaults.TooLarge(MaxBytes);

        var header = PhotoHeader.Read(photo);
        var place = await EnterAsync(ct);
        if (!place.IsAcquired)
            throw PhotoFaults.Busy();

        // Native code cannot be stopped: the place is free again only when it has ended.
        var decoding = Task.Run(() => Decode(photo, header, place), CancellationToken.None);
        try
        {
            return await decoding.WaitAsync(_timeout, _time, ct);
        }
        catch (TimeoutException)
        {
            throw PhotoFaults.TooSlow();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    static Photo Decode(byte[] photo, PhotoHeader header, RateLimitLease place)
    {
        using var held = place;
        var native = header.Buffers + photo.Length;
        GC.AddMemoryPressure(native); // else the collector sees no reason to free the photos before
        try
        {
            return PhotoDecoder.Decode(photo, header);
        }
        finally
        {
            GC.RemoveMemoryPressure(native);
        }
    }
}
