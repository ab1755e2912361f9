using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bits.Backend.Http;

/// <summary>Describes the calls in OpenAPI, from the registry and the XML docs.</summary>
static class RpcOpenApi
{
    const string Bearer = "bearer";

    public static void AddRpcOpenApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => Adopt(json.SerializerOptions));
        services.AddOpenApi(openApi =>
        {
            openApi.CreateSchemaReferenceId = type => type.Type.DeclaringType is { } call
                ? call.Name + type.Type.Name // every call has a Request and a Response
                : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            openApi.AddDocumentTransformer(DescribeDocumentAsync);
            openApi.AddOperationTransformer(DescribeCallAsync);
            openApi.AddSchemaTransformer((schema, context, _) =>
            {
                if (context.JsonPropertyInfo?.AttributeProvider is System.Reflection.PropertyInfo field)
                    CallLimits.Apply(schema, field);
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>The OpenAPI metadata of a call's endpoint.</summary>
    public static void Describe(this RouteHandlerBuilder endpoint, RpcMethod method)
    {
        endpoint
            .WithName(method.Rules.Name)
            .WithTags(method.Rules.Name.Split('/')[0])
            .WithMetadata(method)
            .Produces(StatusCodes.Status200OK, method.ResponseType, "application/json");
        foreach (var status in FaultStatuses)
            endpoint.Produces<FaultDocument>(status, "application/problem+json");
        if (!method.Rules.Reads)
            endpoint.Accepts(method.RequestType, "application/json");
    }

    static IEnumerable<int> FaultStatuses => Enum.GetValues<FaultCode>().Select(code => code.Status()).Distinct().Order();

    static void Adopt(JsonSerializerOptions options)
    {
        options.NumberHandling = RpcJson.Options.NumberHandling;
        options.RespectNullableAnnotations = RpcJson.Options.RespectNullableAnnotations;
        foreach (var converter in RpcJson.Options.Converters.OfType<JsonStringEnumConverter>())
            options.Converters.Add(converter);
    }

    static Task DescribeDocumentAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "BITS Platform",
            Version = "v1",
            Description = "Reads are GET, writes are POST; every answer other than 200 is a problem document. A groupId may be the slug of the group.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "In Development: adminctl token --user NAME.",
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }

    static async Task DescribeCallAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RpcMethod>().SingleOrDefault() is not { } method)
            return;

        operation.Summary = method.Rules.Name.Split('/')[1];
        operation.Description =
            $"{XmlDocs.Summary(method.HandlerType)}\n\nNeeds the capability `{method.Rules.Capability}`"
            + (method.Rules.StepUp ? " and a recent sign-in." : ".");
        operation.Parameters = method.Rules.Reads
            ? await QueryAsync(method, context, ct)
            : [];
        foreach (var (name, description) in method.Rules.Reads ? ReadHeaders : WriteHeaders)
            operation.Parameters.Add(Header(name, description));
        AddExamples(operation, method);
    }

    static readonly (string, string)[] EveryHeader =
    [
        (RpcHeaders.Timeout, "The maximum wait of the caller, in seconds, such as 2.5."),
        (HttpOrigin.RequestId, "The id of the request, the caller's or a new one; the same in the answer, the log and the audit log."),
    ];

    static readonly (string, string)[] ReadHeaders =
    [
        (RpcHeaders.ReadAfter, "The Commit-Token of a write that a replica's answer must include."), .. EveryHeader,
    ];

    static readonly (string, string)[] WriteHeaders =
    [
        (RpcHeaders.IdempotencyKey, "The key of a write; a repeat with the same key within 24 hours has no second effect."),
        (RpcHeaders.DryRun, "true: run the write, answer, and roll it back."), .. EveryHeader,
    ];

    // The examples are on the call itself; a test checks them.
    static void AddExamples(OpenApiOperation operation, RpcMethod method)
    {
        if (operation.RequestBody?.Content is { } request && request.TryGetValue("application/json", out var body))
            body.Example = JsonNode.Parse(method.Rules.Example);
        if (method.Rules.Reads && JsonNode.Parse(method.Rules.Example) is JsonObject query)
            foreach (var parameter in operation.Parameters!.OfType<OpenApiParameter>())
                if (query[parameter.Name!] is { } value)
                    parameter.Example = value.DeepClone();
        if (method.Rules.Answer is { } answer && operation.Responses?["200"].Content is { } response)
            response["application/json"].Example = JsonNode.Parse(answer);
    }

    static async Task<IList<IOpenApiParameter>> QueryAsync(
        RpcMethod method, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var parameters = new List<IOpenApiParameter>();
        foreach (var parameter in method.RequestType.GetConstructors()[0].GetParameters())
        {
            var schema = await context.GetOrCreateSchemaAsync(parameter.ParameterType, cancellationToken: ct);
            if (parameter is { HasDefaultValue: true, DefaultValue: { } usual })
                schema.Default = JsonSerializer.SerializeToNode(usual, RpcJson.Options);
            CallLimits.Apply(schema, method.RequestType.GetProperty(parameter.Name!)!);

            parameters.Add(new OpenApiParameter
            {
                Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!),
                In = ParameterLocation.Query,
                Required = !parameter.HasDefaultValue,
                Description = XmlDocs.Parameter(method.RequestType, parameter.Name!),
                Schema = schema,
            });
        }

        return parameters;
    }

    static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = name switch
        {
            RpcHeaders.DryRun => new() { Type = JsonSchemaType.Boolean },
            RpcHeaders.Timeout => new() { Type = JsonSchemaType.Number, ExclusiveMinimum = "0", Maximum = "3600" },
            RpcHeaders.ReadAfter => new() { Type = JsonSchemaType.String, Pattern = Platform.Rpc.CommitToken.Pattern },
            RpcHeaders.IdempotencyKey => new()
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = IdempotencyKeys.MaxLength,
                Pattern = IdempotencyKeys.Pattern,
            },
            _ => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = HttpOrigin.RequestIdPattern },
        },
    };
}
