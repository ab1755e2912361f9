namespace Bits.Shared;

/// <summary>The database objects of a part: numbered scripts for its tables, functions that are applied again when they
/// change, and the rights of each kind of login.</summary>
/// <param name="Owner">A type that stands beside the <c>Schema</c> folder.</param>
/// <param name="App">The prefix of all its objects, such as <c>memberships</c>.</param>
/// <param name="Scripts">The scripts in their order.</param>
/// <param name="Functions">The functions, views and triggers.</param>
/// <param name="Access">The rights.</param>
sealed record SchemaPart(
    Type Owner, string App, IReadOnlyList<SchemaScript> Scripts, IReadOnlyList<SchemaFunction> Functions, IReadOnlyList<SchemaAccess> Access)
{
    /// <summary>Reads the <c>Schema</c> folder of <paramref name="owner"/>'s assembly.</summary>
    public static SchemaPart BesideType(Type owner, string app) => new(
        owner, app, SchemaScript.BesideType(owner, app), SchemaFunction.BesideType(owner, app), SchemaAccess.BesideType(owner, app));
}
