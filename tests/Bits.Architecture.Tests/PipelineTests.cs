using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Bits.Jobs;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Architecture.Tests;

/// <summary>Nobody reaches a feature but by the pipeline.</summary>
public sealed class PipelineTests
{
    const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    static readonly Assembly Platform = typeof(RpcPipeline).Assembly;

    static readonly string[] Hosts = ["Bits.Pages", "Bits.Console", "Bits.Web", "Bits.Backend", "adminctl"];

    // What opens connections of its own, and why it may.
    static readonly string[] Openers =
    [
        "Bits.Platform.Rpc.RpcConnections", // the pipeline's own
        "Bits.Platform.Rpc.SystemPipeline", // the pipeline's own
        "Bits.Platform.Auth.CapabilityGate", // decides of a file what the pipeline decides of a call
        "Bits.Platform.Rpc.HandshakeKeys", // keys of the login's handshake, before anybody is anybody
        "Bits.Platform.Rpc.IdempotencyRetention", // deletes keys that are good no more
        "Bits.Platform.Rpc.ReplicaDataSource", // holds one
        "Bits.Platform.Features.Directory.PeopleSeen", // counts on the primary, also for reads that a replica answers
        "Bits.Platform.Features.Directory.Finding.LiveDirectory", // loads its copy for all callers
        "Bits.Platform.Maintenance.IndexMaintenance", // keeps the index, on behalf of nobody
        "Bits.Platform.Maintenance.SearchReconciliation", // compares the index with its owners, on behalf of nobody
    ];

    [Fact]
    public void A_feature_never_opens_a_connection_or_a_transaction_of_its_own()
    {
        var openers = from type in Platform.GetTypes()
                      where !type.FullName!.StartsWith("Bits.Platform.Audit.", StringComparison.Ordinal)
                          && !type.FullName.StartsWith("Bits.Platform.PlatformSchema", StringComparison.Ordinal)
                          && !type.FullName.StartsWith("Bits.Shared.", StringComparison.Ordinal)
                          && !Openers.Contains(Outermost(type).FullName)
                      where Uses(type, typeof(NpgsqlDataSource))
                      select type.FullName;

        Assert.Empty(openers);
    }

    [Fact]
    public void Every_handler_of_a_job_comes_by_the_pipeline()
    {
        var handlers = Platform.GetTypes().Where(type => type.GetInterfaces().Any(
            i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IJobHandler<>))).ToList();

        Assert.NotEmpty(handlers);
        Assert.All(handlers, handler => Assert.Contains(
            handler.GetConstructors().Single().GetParameters(), p => p.ParameterType == typeof(SystemPipeline)));
    }

    [Fact]
    public void No_handler_of_a_call_is_run_but_by_the_pipeline()
    {
        var callers = from assembly in Hosts.Select(Assembly.Load).Prepend(Platform)
                      from name in MembersUsed(assembly)
                      where name is "IRpc`2.HandleAsync"
                      select assembly.GetName().Name;

        Assert.Equal(["Bits.Platform"], callers.Distinct()); // RpcMethod, whose own is internal and the pipeline's
        Assert.All(
            Hosts.Select(Assembly.Load),
            host => Assert.DoesNotContain("RpcMethod.HandleAsync", MembersUsed(host)));
    }

    [Fact]
    public void No_host_writes_sql_on_anybodys_tables()
    {
        foreach (var host in Hosts)
            Assert.All(
                SqlTests.Sql(Assembly.Load(host)), sql => Assert.DoesNotMatch(@"(?i)\b(insert|update|delete)\b", sql));
    }

    static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    static bool Uses(Type type, Type what) =>
        type.GetFields(Declared).Any(field => field.FieldType == what)
        || type.GetConstructors(Declared).Cast<MethodBase>().Concat(type.GetMethods(Declared))
            .Any(method => method.GetParameters().Any(p => p.ParameterType == what));

    static IEnumerable<string> MembersUsed(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var names = new List<string>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            names.Add($"{Parent(metadata, member.Parent)}.{metadata.GetString(member.Name)}");
        }

        return names;
    }

    static string Parent(MetadataReader metadata, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name),
        HandleKind.TypeDefinition => metadata.GetString(metadata.GetTypeDefinition((TypeDefinitionHandle)parent).Name),
        HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)parent)
            .DecodeSignature(new Names(), genericContext: null),
        _ => "",
    };

    // Of a generic type the name of its definition is enough.
    sealed class Names : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => elementType;
        public string GetByReferenceType(string elementType) => elementType;
        public string GetFunctionPointerType(MethodSignature<string> signature) => "";
        public string GetGenericInstantiation(string genericType, System.Collections.Immutable.ImmutableArray<string> typeArguments) => genericType;
        public string GetGenericMethodParameter(object? genericContext, int index) => "";
        public string GetGenericTypeParameter(object? genericContext, int index) => "";
        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
        public string GetPinnedType(string elementType) => elementType;
        public string GetPointerType(string elementType) => elementType;
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();
        public string GetSZArrayType(string elementType) => elementType;
        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name);
        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeReference(handle).Name);
        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => "";
    }
}
