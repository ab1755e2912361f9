using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>One step from a version of a kind's payload to the next.</summary>
sealed record Upcaster(string Kind, int From, Func<JsonObject, JsonObject> Upcast);

/// <summary>How payloads say which version of their kind they are of, and how old ones are made new.</summary>
static class PayloadVersions
{
    const string Property = "$version";
    static readonly TimeSpan NewerWaits = TimeSpan.FromMinutes(1);

    /// <summary>The payload of new jobs. Only versions beyond the first are written into it.</summary>
    /// <exception cref="ArgumentException">A handler could not read it again; the message says what is wrong.</exception>
    /// <param name="args">What to write.</param>
    /// <param name="json">How to: that of its type, or of a type that it derives from.</param>
    public static byte[] Write<TArgs>(TArgs args, JsonTypeInfo json) where TArgs : IJobArgs
    {
        json = PayloadJson.Of(json);
        try
        {
            if (TArgs.Version == 1)
                return json is JsonTypeInfo<TArgs> own
                    ? JsonSerializer.SerializeToUtf8Bytes(args, own)
                    : JsonSerializer.SerializeToUtf8Bytes((object)args, json);

            var payload = JsonSerializer.SerializeToNode((object)args, json)!.AsObject();
            payload[Property] = TArgs.Version;
            return JsonSerializer.SerializeToUtf8Bytes(payload, JobsJson.Default.JsonObject);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The payload cannot be written: {e.Message}", nameof(args), e);
        }
    }

    /// <summary>Reads a payload of any version that there has been.</summary>
    /// <exception cref="SnoozeJobException">It is of a version that this program does not know yet.</exception>
    /// <exception cref="MalformedPayloadException">It does not fit the type; no attempt would read it better.</exception>
    public static TArgs Read<TArgs>(byte[] payload, JsonTypeInfo<TArgs> json, IReadOnlyList<Upcaster> upcasters) where TArgs : IJobArgs
    {
        try
        {
            return ReadAny(payload, PayloadJson.Of(json), upcasters)
                ?? throw new JsonException("It is null where an object should be.");
        }
        catch (Exception e) when (e is not (SnoozeJobException or OutOfMemoryException)) // upcasters and constructors throw anything
        {
            throw new MalformedPayloadException($"The payload does not fit {typeof(TArgs).Name}: {e.Message}", e);
        }
    }

    static TArgs? ReadAny<TArgs>(byte[] payload, JsonTypeInfo<TArgs> json, IReadOnlyList<Upcaster> upcasters) where TArgs : IJobArgs
    {
        if (TArgs.Version == 1 && payload.AsSpan().IndexOf("\"$version\""u8) < 0)
            return JsonSerializer.Deserialize(payload, json);

        var current = JsonSerializer.Deserialize(payload, JobsJson.Default.JsonObject)!;
        var version = current.Remove(Property, out var written) ? Number(written) : 1;
        if (version > TArgs.Version)
            throw new SnoozeJobException(
                NewerWaits, $"Its payload is of version {version}, and this program knows {TArgs.Version}: it waits for a newer one.");

        foreach (var step in upcasters.Skip(version - 1))
            current = step.Upcast(current) ?? throw new JsonException($"The upcaster from version {step.From} returned null.");
        return JsonSerializer.Deserialize(current, json);
    }

    /// <summary>The steps from the first version to the latest, in order.</summary>
    /// <exception cref="InvalidOperationException">A step is missing, there twice, or leads beyond the latest version.</exception>
    public static IReadOnlyList<Upcaster> Chain(string kind, int version, IEnumerable<Upcaster> upcasters)
    {
        var steps = upcasters.ToLookup(step => step.From);
        if (version < 1)
            throw new InvalidOperationException($"The job kind '{kind}' is of version {version}; versions count from 1.");
        if (steps.FirstOrDefault(step => step.Key < 1 || step.Key >= version) is { Key: var beyond })
            throw new InvalidOperationException(
                $"An upcaster of the job kind '{kind}' begins at version {beyond}, and its versions are 1 to {version}; raise the Version of its arguments, or remove the upcaster.");
        if (steps.FirstOrDefault(step => step.Count() > 1) is { Key: var twice })
            throw new InvalidOperationException($"Two upcasters of the job kind '{kind}' begin at version {twice}; keep one.");
        if (Enumerable.Range(1, version - 1).FirstOrDefault(from => !steps.Contains(from)) is > 0 and var gap)
            throw new InvalidOperationException(
                $"The job kind '{kind}' is of version {version}, and no upcaster leads from version {gap} to {gap + 1}; add one by AddUpcaster.");

        return [.. steps.OrderBy(step => step.Key).Select(step => step.Single())];
    }

    static int Number(JsonNode? written) =>
        written is JsonValue value && value.TryGetValue(out int version) && version >= 1
            ? version
            : throw new JsonException($"{Property} is {written?.ToJsonString() ?? "null"}, and no number from 1.");
}

/// <summary>No attempt can do this job: its payload is not what the handler takes.</summary>
sealed class MalformedPayloadException(string message, Exception inner) : Exception(message, inner);
