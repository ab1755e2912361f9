using System.Reflection;
using System.Text.Json;
using Bits.Platform.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Rpc;

/// <summary>One call as the pipeline and the transports see it.</summary>
public abstract class RpcMethod
{
    /// <summary>Its name and its rules.</summary>
    public abstract RpcAttribute Rules { get; }

    /// <summary>Its action in the audit log, such as <c>groups.create_group</c>.</summary>
    public abstract AuditAction Action { get; }

    /// <summary>The class that answers it; its documentation is the call's.</summary>
    public abstract Type HandlerType { get; }

    /// <summary>What comes in.</summary>
    public abstract Type RequestType { get; }

    /// <summary>What goes out.</summary>
    public abstract Type ResponseType { get; }

    /// <summary>The files that the request takes, such as one of at most 5 MB; none for most calls.</summary>
    public IReadOnlyList<FileAttribute> Files => _files ??=
        [.. RequestType.GetProperties().Select(property => property.GetCustomAttribute<FileAttribute>()).OfType<FileAttribute>()];

    IReadOnlyList<FileAttribute>? _files;

    /// <summary>Reads a query string as the JSON object that it stands for.</summary>
    public abstract JsonElement FromQuery(IEnumerable<KeyValuePair<string, string?[]>> query);

    internal abstract object Bind(JsonElement body);

    /// <summary>Tells whether the request has a field of this name, as it is written on the wire.</summary>
    internal bool HasField(string name) =>
        RequestType.GetProperties().Any(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == name);

    /// <summary>Tells whether the request has a field of this name that takes an id.</summary>
    internal bool TakesId(string name) => RequestType.GetProperties().Any(
        property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == name
            && (property.PropertyType == typeof(Guid) || property.PropertyType == typeof(Guid?)));

    /// <summary>Gets whether the call has work to do before its transaction: see <see cref="IPreparedRpc{TRequest}"/>.</summary>
    internal virtual bool IsPrepared => false;

    internal virtual Task<object> PrepareAsync(IServiceProvider services, object request, CancellationToken ct) => Task.FromResult(request);

    internal abstract Task<byte[]> HandleAsync(
        IServiceProvider services, object request, RpcContext call, CancellationToken ct);

    // groups.v1/CreateGroup -> groups.create_group
    private protected static AuditAction ActionOf(RpcAttribute rules) => rules.Name.Split(".v1/") is [var service, var method]
        ? new($"{service}.{JsonNamingPolicy.SnakeCaseLower.ConvertName(method)}", rules.Audit)
        : throw new InvalidOperationException($"The name {rules.Name} is not of the form service.v1/Method.");

    /// <summary>The method that a handler class declares.</summary>
    internal static RpcMethod Of(Type handler)
    {
        var contract = handler.GetInterfaces().Single(
            i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRpc<,>));

        return (RpcMethod)Activator.CreateInstance(
            typeof(RpcMethod<,,>).MakeGenericType([handler, .. contract.GetGenericArguments()]))!;
    }
}

/// <inheritdoc cref="RpcMethod"/>
sealed class RpcMethod<THandler, TRequest, TResponse> : RpcMethod
    where THandler : class, IRpc<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : notnull
{
    public override RpcAttribute Rules { get; } = typeof(THandler).GetCustomAttribute<RpcAttribute>()
        ?? throw new InvalidOperationException($"{typeof(THandler)} has no [Rpc] attribute.");

    public override AuditAction Action { get; } = ActionOf(typeof(THandler).GetCustomAttribute<RpcAttribute>()!);

    public override Type HandlerType => typeof(THandler);

    public override Type RequestType => typeof(TRequest);

    public override Type ResponseType => typeof(TResponse);

    public override JsonElement FromQuery(IEnumerable<KeyValuePair<string, string?[]>> query) =>
        RequestBinder.FromQuery<TRequest>(query);

    internal override object Bind(JsonElement body) => RequestBinder.Bind<TRequest>(body);

    internal override bool IsPrepared => typeof(IPreparedRpc<TRequest>).IsAssignableFrom(typeof(THandler));

    internal override async Task<object> PrepareAsync(IServiceProvider services, object request, CancellationToken ct) =>
        await ((IPreparedRpc<TRequest>)services.GetRequiredService<THandler>()).PrepareAsync((TRequest)request, ct);

    internal override async Task<byte[]> HandleAsync(
        IServiceProvider services, object request, RpcContext call, CancellationToken ct)
    {
        var response = await services.GetRequiredService<THandler>().HandleAsync((TRequest)request, call, ct);

        return JsonSerializer.SerializeToUtf8Bytes(response, RpcJson.Options);
    }
}
