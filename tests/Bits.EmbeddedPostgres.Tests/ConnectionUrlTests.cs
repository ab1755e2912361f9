namespace Bits.EmbeddedPostgres.Tests;

public sealed class ConnectionUrlTests
{
    [Theory]
    [InlineData("postgres://asha@db.example.org/bits", "Host=db.example.org;Username=asha;Database=bits")]
    [InlineData("postgresql://asha:s%40f%3Ae@db:6432/bits", "Host=db;Port=6432;Username=asha;Password=s@f:e;Database=bits")]
    [InlineData("postgres:///bits?host=%2Frun%2Fpostgresql&user=asha", "Host=/run/postgresql;Username=asha;Database=bits")]
    [InlineData("postgres://[::1]:5432/bits", "Host=::1;Port=5432;Database=bits")]
    [InlineData("postgres://db/bits?sslmode=verify-full", "Host=db;Database=bits;SSL Mode=VerifyFull")]
    [InlineData("postgres://db/bits?sslmode=require&channel_binding=require", "Host=db;Database=bits;SSL Mode=Require;Channel Binding=Require")]
    [InlineData("postgres://db/bits?application_name=a%20b&connect_timeout=3", "Host=db;Database=bits;Application Name=a b;Timeout=3")]
    [InlineData("postgres://db/bits?Maximum%20Pool%20Size=7", "Host=db;Database=bits;Maximum Pool Size=7")]
    [InlineData("Host=db;Username=asha", "Host=db;Username=asha")]
    public void Both_forms_of_a_connection_string_are_read(string text, string expected) =>
        Assert.True(new Npgsql.NpgsqlConnectionStringBuilder(expected).EquivalentTo(ConnectionUrl.Parse(text)));

    [Theory]
    [InlineData("postgres://asha:secret@db/bits?no_such_option=1", "no_such_option")]
    [InlineData("postgres://asha:secret@db:notaport/bits", "percent-encoded")]
    [InlineData("Host=db;Password=secret;No Such Option=1", "No Such Option")]
    public void An_unreadable_connection_string_is_refused_without_showing_it(string text, string hint)
    {
        var e = Assert.Throws<PostgresUnavailableException>(() => ConnectionUrl.Parse(text));

        Assert.Contains(hint, e.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", e.Message);
    }
}
