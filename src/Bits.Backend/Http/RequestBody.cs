using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Reads the body of a request: one JSON value within limits of size and depth.</summary>
static class RequestBody
{
    /// <summary>The maximum size without files, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The maximum size that the server reads. Drops the bytes above the maximum: closing the
    /// connection while the caller still sends would lose the error response.</summary>
    public const int MaxDroppedBytes = 16 << 20;

    static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Returns the maximum size of the request of a call: more for one that takes files.</summary>
    public static int MaxBytesOf(RpcMethod method) => MaxBytes + method.Files.Sum(file => file.MaxCharacters);

    /// <summary>Returns the fault for a larger body.</summary>
    public static FaultException TooLarge(int maxBytes = MaxBytes) =>
        FaultException.InvalidArgument("body", $"has more than {maxBytes} bytes; send less.");

    /// <summary>Reads the body.</summary>
    /// <exception cref="FaultException">The body is not JSON, repeats a field, or is nested too deep.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large: status 413.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext http, int maxBytes = MaxBytes)
    {
        var bytes = await CollectAsync(http.Request.BodyReader, maxBytes, http.RequestAborted);
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(bytes), Options);
            return document.RootElement.Clone();
        }
        catch (JsonException e) when (e.LineNumber is null) // only for a repeated field
        {
            throw FaultException.InvalidArgument("body", "repeats a field; write each field once.");
        }
        catch (JsonException e)
        {
            throw FaultException.InvalidArgument(
                "body", $"is not JSON, or nested too deep: see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException) // half of a surrogate pair in a \u escape
        {
            throw FaultException.InvalidArgument("body", "has a field name that is not valid text; use whole characters.");
        }
        finally
        {
            http.Request.BodyReader.AdvanceTo(bytes.End);
        }
    }

    /// <summary>Reads the body as it came.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large: status 413.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpContext http)
    {
        var bytes = await CollectAsync(http.Request.BodyReader, MaxBytes, http.RequestAborted);
        var copy = bytes.ToArray();
        http.Request.BodyReader.AdvanceTo(bytes.End);
        return copy;
    }

    static async Task<ReadOnlySequence<byte>> CollectAsync(PipeReader reader, int maxBytes, CancellationToken ct)
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            }

            if (read.IsCompleted)
                return read.Buffer;

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        return reader.IsNext(Encoding.UTF8.Preamble, advancePast: true) ? reader.UnreadSequence : bytes;
    }
}
