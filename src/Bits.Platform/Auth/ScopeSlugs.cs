using System.Text.Json;
using System.Text.Json.Nodes;
using Bits.Platform.Rpc;

namespace Bits.Platform.Auth;

/// <summary>Lets a request name a scope by its slug where its field takes the id: the slug is replaced before the request is
/// read, so calls know ids only.</summary>
public sealed class ScopeSlugs(IEnumerable<IScopeDirectory> directories)
{
    static readonly SlugAttribute Form = new();

    readonly IReadOnlyList<IScopeDirectory> _directories = [.. directories.Where(directory => directory.Field is not null)];

    /// <summary>Finds the slug in a request; null for a request by id. A text that cannot be a slug is left to the binder.</summary>
    internal NamedScope? Find(RpcMethod method, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return null;

        foreach (var directory in _directories)
        {
            // By reflection, so last: almost every request names ids.
            if (body.TryGetProperty(directory.Field!, out var value) && value.ValueKind == JsonValueKind.String
                && AsSlug(value) is { } slug && method.TakesId(directory.Field!) && directory.SlugQuery(slug) is { } query)
                return new(body, directory, slug, query);
        }

        return null;
    }

    static string? AsSlug(JsonElement value)
    {
        try
        {
            return value.GetString() is { } text && !Guid.TryParse(text, out _) && Form.IsValid(text) ? text : null;
        }
        catch (InvalidOperationException) // half of a surrogate pair
        {
            return null;
        }
    }
}

/// <summary>A scope that a request names by its slug.</summary>
/// <param name="body">The request.</param>
/// <param name="directory">The directory of the scope's type.</param>
/// <param name="slug">The slug.</param>
/// <param name="query">The query for the id.</param>
sealed class NamedScope(JsonElement body, IScopeDirectory directory, string slug, BatchedQuery<Guid?> query)
{
    /// <summary>Gets the query for the id.</summary>
    public BatchedQuery<Guid?> Query => query;

    /// <summary>Returns the request with the id in place of the slug.</summary>
    public JsonElement With(Guid id)
    {
        var request = JsonObject.Create(body)!;
        request[directory.Field!] = id;
        return JsonSerializer.SerializeToElement(request);
    }

    /// <summary>Returns the fault for a slug of no scope.</summary>
    public FaultException Missing() =>
        FaultException.NotFound($"{directory.ScopeType}_not_found", $"There is no {directory.ScopeType} {slug}.");
}
