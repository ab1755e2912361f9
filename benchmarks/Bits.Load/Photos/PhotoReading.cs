using System.Diagnostics;
using System.Text.Json;
using Bits.Load.Measuring;
using Bits.Load.Rpc;
using Bits.Platform.Photos;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Options;

namespace Bits.Load.Photos;

/// <summary>What a process needed that read photos and did nothing else.</summary>
/// <param name="Files">How many it was given.</param>
/// <param name="Refused">How many it refused.</param>
/// <param name="Seconds">How long it took for all.</param>
/// <param name="SlowestMs">The longest time that a photo took with the wait for others.</param>
/// <param name="PeakRssMb">The most resident memory, in MiB.</param>
sealed record PhotoReading(int Files, int Refused, double Seconds, double SlowestMs, double PeakRssMb)
{
    /// <summary>The word on the command line for the process.</summary>
    public const string Command = "read-photos";

    const int Callers = 8;

    /// <summary>Has a process of its own read all files of a folder, eight callers at once.</summary>
    /// <exception cref="InvalidOperationException">The process ended before: the message is what it said.</exception>
    public static async Task<PhotoReading> MeasureAsync(PhotoFolder folder, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [BuiltProgram.Path("Bits.Load"), Command, folder.Path])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var said = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return process.ExitCode == ExitCodes.Measured
                ? JsonSerializer.Deserialize<PhotoReading>(said)!
                : throw new InvalidOperationException($"The reader of photos ended with {process.ExitCode}: {said}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>Reads all files of a folder in this process, and prints what it needed.</summary>
    public static async Task ReadAsync(string path, CancellationToken ct)
    {
        using var pipeline = new PhotoPipeline(Options.Create(new PhotoOptions()), TimeProvider.System);
        var (refused, slowest, files) = (0, 0L, PhotoFolder.List(path));
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = ct }, async (file, stop) =>
        {
            var content = await File.ReadAllBytesAsync(file, stop);
            var began = Stopwatch.GetTimestamp();
            try
            {
                await pipeline.ProcessAsync(content, stop);
            }
            catch (FaultException fault) when (fault.Code == FaultCode.InvalidArgument)
            {
                Interlocked.Increment(ref refused);
            }

            InterlockedMax(ref slowest, (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        });

        Console.WriteLine(JsonSerializer.Serialize(new PhotoReading(
            files.Count, refused, Stopwatch.GetElapsedTime(started).TotalSeconds, slowest / 1_000.0, ProcessMemory.PeakRssMiB())));
    }

    static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen; seen = Interlocked.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
