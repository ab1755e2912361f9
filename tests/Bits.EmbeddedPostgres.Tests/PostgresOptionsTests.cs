namespace Bits.EmbeddedPostgres.Tests;

public sealed class PostgresOptionsTests
{
    static readonly string[] Variables = ["BITS_DATABASE_URL", "BITS_PG_BIN", "BITS_PG_ROOT"];

    [Fact]
    public void The_environment_chooses_server_programs_and_folder()
    {
        var options = WithVariables("postgres://db/bits", "/opt/pg/bin", "/srv/pg");

        Assert.Equal(("postgres://db/bits", "/opt/pg/bin", "/srv/pg"), (options.ConnectionString, options.BinDirectory, options.Root));
    }

    [Fact]
    public void An_empty_environment_chooses_a_private_server_that_stays()
    {
        var options = WithVariables("", "", "");

        Assert.Equal((null, null, false, "bits"), (options.ConnectionString, options.BinDirectory, options.Ephemeral, options.Database));
        Assert.Equal(Unix.Posix.IsRoot, options.Root == "/var/lib/bits/pg");
        Assert.EndsWith("/bits/pg", options.Root);
    }

    [Fact]
    public void The_line_for_psql_survives_names_with_blanks_and_quotes()
    {
        var address = new Npgsql.NpgsqlConnectionStringBuilder { Host = "/tmp/it's here/s", Port = 5433, Username = "asha", Database = "bits" };

        Assert.Equal(
            @"PGPASSFILE='/tmp/it'\''s here/passwords' psql -h '/tmp/it'\''s here/s' -p 5433 -U asha -d bits",
            Psql.Command("psql", address, "/tmp/it's here/passwords"));
    }

    static PostgresOptions WithVariables(params string[] values)
    {
        var before = Variables.Select(Environment.GetEnvironmentVariable).ToArray();
        Set(values);
        try
        {
            return PostgresOptions.FromEnvironment();
        }
        finally
        {
            Set(before);
        }
    }

    static void Set(string?[] values)
    {
        foreach (var (name, value) in Variables.Zip(values))
            Environment.SetEnvironmentVariable(name, value);
    }
}
