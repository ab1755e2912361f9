using Bits.Shared;

namespace Bits.Platform.Accounts;

/// <summary>The schema of the accounts.</summary>
static class AccountsSchema
{
    public static SchemaPart Part { get; } = SchemaPart.BesideType(typeof(AccountsSchema), "accounts");
}
