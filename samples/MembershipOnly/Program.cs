// Who is in which scope, since when, by whose hand: in the Postgres you already have (BITS_DATABASE_URL) or a private one.
using Bits.EmbeddedPostgres;
using Bits.Membership;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await MembershipSchema.MigrateAsync(dataSource);

var memberships = new Memberships(dataSource);
var (asha, bikram) = (Guid.CreateVersion7(), Guid.CreateVersion7());
var rowing = Scope.Group(Guid.CreateVersion7());

await memberships.AddMemberAsync(new(asha, rowing, MemberRole.Owner), OnBanned.Refuse, Change.By(asha, "founded it"));
Console.WriteLine($"Bikram joins: {await memberships.JoinAsync(bikram, rowing)}");
Console.WriteLine($"Bikram is a member: {await memberships.IsMemberAsync(bikram, rowing)}");
Console.WriteLine($"Asha bans him: {await memberships.BanAsync(bikram, rowing, Change.By(asha, "spam"))}");
Console.WriteLine($"Bikram joins again: {await memberships.JoinAsync(bikram, rowing)}");

foreach (var line in await memberships.HistoryAsync(bikram, rowing))
    Console.WriteLine($"  {line.Version}. {line.FromState?.ToString() ?? "nothing"} -> {line.ToState}: {line.Reason}");
