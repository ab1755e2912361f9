using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>Converts payloads of a kind from one version to the next.</summary>
sealed record Upcaster(string Kind, int From, Func<JsonObject, JsonObject> Upcast);

/// <summary>Writes payloads with their version, and reads payloads of any version.</summary>
static class PayloadVersions
{
    const string Property = "$version";
    static readonly TimeSpan NewerWaits = TimeSpan.FromMinutes(1);

    /// <summary>Writes the payload of a new job. Only versions beyond the first are stored in it.</summary>
    /// <exception cref="ArgumentException">A handler could not read the payload; the message says what is wrong.</exception>
    /// <param name="args">The arguments.</param>
    /// <param name="json">The metadata of their type, or of a type that it derives from.</param>
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

    /// <summary>Reads a payload of this version or an older one.</summary>
    /// <exception cref="SnoozeJobException">The version is newer than this program.</exception>
    /// <exception cref="MalformedPayloadException">The payload does not fit the type; no attempt could read it.</exception>
    public static TArgs Read<TArgs>(byte[] payload, JsonTypeInfo<TArgs> json, IReadOnlyList<Upcaster> upcasters) where TArgs : IJobArgs
    {
        try
        {
            return ReadAny(payload, PayloadJson.Of(json), upcasters)
                ?? throw new JsonException("The payload is null instead of an object.");
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
                NewerWaits, $"Its payload has version {version}; this program knows up to version {TArgs.Version}. It waits for a newer program.");

        foreach (var step in upcasters.Skip(version - 1))
            current = step.Upcast(current) ?? throw new JsonException($"The upcaster from version {step.From} returned null.");
        return JsonSerializer.Deserialize(current, json);
    }

    /// <summary>Orders the steps from the first version to the latest.</summary>
    /// <exception cref="InvalidOperationException">A step is missing, registered twice, or leads beyond the latest
    /// version.</exception>
    public static IReadOnlyList<Upcaster> Chain(string kind, int version, IEnumerable<Upcaster> upcasters)
    {
        var steps = upcasters.ToLookup(step => step.From);
        if (version < 1)
            throw new InvalidOperationException($"The job kind '{kind}' has version {version}. Use a version from 1.");
        if (steps.FirstOrDefault(step => step.Key < 1 || step.Key >= version) is { Key: var beyond })
            throw new InvalidOperationException(
                $"An upcaster of the job kind '{kind}' starts at version {beyond}, but its versions are 1 to {version}. Raise the Version of its arguments, or remove the upcaster.");
        if (steps.FirstOrDefault(step => step.Count() > 1) is { Key: var twice })
            throw new InvalidOperationException($"Two upcasters of the job kind '{kind}' start at version {twice}. Remove one.");
        if (Enumerable.Range(1, version - 1).FirstOrDefault(from => !steps.Contains(from)) is > 0 and var gap)
            throw new InvalidOperationException(
                $"The job kind '{kind}' has version {version}, but no upcaster from version {gap} to {gap + 1}. Add one by AddUpcaster.");

        return [.. steps.OrderBy(step => step.Key).Select(step => step.Single())];
    }

    static int Number(JsonNode? written) =>
        written is JsonValue value && value.TryGetValue(out int version) && version >= 1
            ? version
            : throw new JsonException($"{Property} is {written?.ToJsonString() ?? "null"}, not a number from 1.");
}

/// <summary>Reports a payload that does not fit its type, so that no attempt can succeed.</summary>
sealed class MalformedPayloadException(string message, Exception inner) : Exception(message, inner);
