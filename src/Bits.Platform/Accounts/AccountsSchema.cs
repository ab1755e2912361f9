using Bits.Shared;

namespace Bits.Platform.Accounts;

/// <summary>The table of the accounts.</summary>
static class AccountsSchema
{
    public static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(AccountsSchema), "accounts");
}
