using Npgsql;

namespace Bits.Platform.Tests.Audit;

/// <summary>Calls that the database refuses when they have written everything: the answer is kept behind the event.</summary>
static class RefusedCommits
{
    /// <summary>How their idempotency keys begin.</summary>
    public const string Prefix = "refused";

    const string Message = "refused by the test";

    /// <summary>Whether the call ended so.</summary>
    public static bool IsOne(PostgresException e) => e.MessageText == Message;

    /// <summary>Begins to refuse them.</summary>
    public static Task<int> RefuseCommitsAsync(this TestPlatform platform) => platform.DataSource.SqlAsync($"""
        create function test_refuse() returns trigger language plpgsql as $$
        begin
            if new.key like '{Prefix}-%' then raise exception '{Message}'; end if;
            return new;
        end $$;
        create trigger test_refuse before update on rpc_idempotency for each row execute function test_refuse()
        """);
}
