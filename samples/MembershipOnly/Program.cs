// Who is in which scope, in which role, since when: in the Postgres you already have (BITS_DATABASE_URL) or a private one.
using Bits.EmbeddedPostgres;
using Bits.Membership;
using Npgsql;

await using var postgres = await PostgresServer.OpenAsync(PostgresOptions.FromEnvironment());
await using var dataSource = NpgsqlDataSource.Create(postgres.ConnectionString);
await MembershipSchema.MigrateAsync(dataSource);

var memberships = new Memberships(dataSource);
var (asha, bikram) = (Guid.CreateVersion7(), Guid.CreateVersion7());
var rowing = Scope.Group(Guid.CreateVersion7());

await using var db = await dataSource.OpenConnectionAsync();
await memberships.AddMemberAsync(db, new(asha, rowing, MemberRole.Owner), OnBanned.Refuse, Change.By(asha, "founded it"));
Console.WriteLine($"Bikram joins: {await memberships.JoinAsync(db, bikram, rowing)}");
Console.WriteLine($"Bikram is a member: {await memberships.IsMemberAsync(bikram, rowing)}");
Console.WriteLine($"Asha bans him: {await memberships.BanAsync(db, bikram, rowing, Change.By(asha, "spam"))}");
Console.WriteLine($"Bikram joins again: {await memberships.JoinAsync(db, bikram, rowing)}");

// docs/guides/membership-check.md
await using (var transaction = await db.BeginTransactionAsync())
{
    var chitra = Guid.CreateVersion7();
    var outcome = await memberships.JoinAsync(db, chitra, rowing);
    Console.WriteLine($"Before the commit: {await memberships.IsMemberAsync(chitra, rowing)}");
    await transaction.CommitAsync();
    Console.WriteLine($"{outcome}, after the commit: {await memberships.IsMemberAsync(chitra, rowing)}");
}

var owners = await memberships.ListByScopeAsync(rowing, new(Role: MemberRole.Owner));
Console.WriteLine($"Owners: {owners.Count} of {await memberships.CountByScopeAsync(db, rowing)} members");

var (divya, esha) = (Guid.CreateVersion7(), Guid.CreateVersion7());
await using var admission = await db.BeginTransactionAsync();
await memberships.Requests.SubmitAsync(db, divya, rowing, "I rowed at school.");
var pending = await memberships.Requests.ListAsync(db, rowing, RequestKind.Request);
Console.WriteLine($"Approved: {await memberships.Requests.ApproveAsync(db, pending[0].Id, Change.By(asha, "welcome"))}");

var invitation = await memberships.Requests.InviteAsync(db, rowing, MemberRole.Member, Change.By(asha, "come and row"));
Console.WriteLine($"Accepted: {await memberships.Requests.AcceptAsync(db, esha, invitation.Token)}");
await admission.CommitAsync();

// docs/guides/membership-audiences.md
var tags = await memberships.AudienceTagsAsync(db, asha);
Console.WriteLine($"Asha reads what is tagged {string.Join(" or ", tags)}.");

var posts = new[] { (Tag: rowing.ToString(), Text: "Training at six"), (Tag: "batch:1999", Text: "Reunion") };
var before = await memberships.AudienceAsync(db, asha);
var visible = posts.Where(post => before.Tags.Contains(post.Tag)).ToList(); // your query
var after = await memberships.AudienceAsync(db, asha);
Console.WriteLine(after.IsStill(before) ? $"Asha reads {visible.Count} of {posts.Length} posts." : "Read again.");

// docs/guides/membership-history.md
foreach (var line in await memberships.History.ListAsync(db, bikram, rowing))
    Console.WriteLine($"  {line.Version}. {line.FromState?.ToString() ?? "nothing"} -> {line.ToState}: {line.Reason}");

var joined = (await memberships.History.ListAsync(db, bikram, rowing))[0].At;
Console.WriteLine($"A member then: {await memberships.History.WasMemberAsync(db, bikram, rowing, joined)}");

var position = default(ChangePosition); // read it from your own table
var changes = await memberships.History.ListChangesAsync(db, position);
position = changes.Next; // store it with what you made of the changes
Console.WriteLine($"Changes: {changes.Transitions.Count > 0}");

var findings = await memberships.History.VerifyAsync(db);
Console.WriteLine($"Contradictions: {findings.Count}");

// docs/guides/membership-import.md
var graduates = Enumerable.Range(0, 500).Select(_ => new NewMember(Guid.CreateVersion7(), Scope.Batch(2018))).ToList();
await using (var transaction = await db.BeginTransactionAsync())
{
    var outcomes = await memberships.AddMembersAsync(db, graduates, Change.BySystem("registrar's list of 2018"));
    Console.WriteLine($"Added: {outcomes.Count(outcome => outcome == AddOutcome.Added)}");
    await transaction.CommitAsync(); // without it: a dry run
}

Console.WriteLine($"Ends recorded: {await memberships.EndExpiredAsync(db)}"); // run it once a minute
