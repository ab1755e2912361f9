namespace Bits.EmbeddedPostgres.Tests;

[Collection("environment")]
public sealed class PostgresOptionsTests
{
    [Fact]
    public void The_environment_chooses_server_programs_and_folder()
    {
        using var environment = new BitsVariables("postgres://db/bits", "/opt/pg/bin", "/srv/pg");

        var options = PostgresOptions.FromEnvironment();

        Assert.Equal(("postgres://db/bits", "/opt/pg/bin", "/srv/pg"), (options.ConnectionString, options.BinDirectory, options.Root));
    }

    [Fact]
    public void An_empty_environment_chooses_a_private_server_that_stays()
    {
        using var environment = new BitsVariables("", "", "");

        var options = PostgresOptions.FromEnvironment();

        Assert.Equal((null, null, false, "bits"), (options.ConnectionString, options.BinDirectory, options.Ephemeral, options.Database));
        Assert.Equal(Unix.Posix.IsRoot, options.Root == "/var/lib/bits/pg");
        Assert.EndsWith("/bits/pg", options.Root);
    }

    [Fact]
    public void Options_written_to_a_log_show_no_password() =>
        Assert.DoesNotContain("secret", $"{new PostgresOptions { ConnectionString = "postgres://asha:secret@db/bits" }}");

    [Fact]
    public void The_line_for_psql_survives_names_with_blanks_and_quotes()
    {
        var address = new Npgsql.NpgsqlConnectionStringBuilder { Host = "/tmp/it's here/s", Port = 5433, Username = "asha", Database = "bits" };

        Assert.Equal(
            @"PGPASSFILE='/tmp/it'\''s here/passwords' psql -h '/tmp/it'\''s here/s' -p 5433 -U asha -d bits",
            Psql.Command("psql", address, "/tmp/it's here/passwords"));
    }
}
