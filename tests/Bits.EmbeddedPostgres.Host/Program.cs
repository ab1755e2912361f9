// A program that uses a private server, made to be killed by tests.
//
//   Bits.EmbeddedPostgres.Host ROOT [ephemeral] [stubborn] [child] [NAME=VALUE...]
//
// Opens the server, prints one line of JSON, and keeps the server until its input ends. "stubborn" ignores Ctrl-C, as
// a web host does that shuts down in good order; "child" leaves a process behind; NAME=VALUE is a server setting.
using System.Diagnostics;
using System.Text.Json;
using Bits.EmbeddedPostgres;
using Npgsql;

var words = args.Skip(1).ToHashSet();
if (words.Contains("stubborn"))
    Console.CancelKeyPress += (_, e) => e.Cancel = true;

var reports = new List<string>();
var options = PostgresOptions.FromEnvironment() with
{
    Root = args[0],
    Ephemeral = words.Contains("ephemeral"),
    Settings = words.Where(word => word.Contains('=')).Select(word => word.Split('=')).ToDictionary(w => w[0], w => w[1]),
    Report = line => { lock (reports) reports.Add(line); },
};

var watch = Stopwatch.StartNew();
try
{
    await using var server = await PostgresServer.OpenAsync(options);
    var opened = watch.ElapsedMilliseconds;

    await using (var db = new NpgsqlConnection(server.ConnectionString))
        await db.OpenAsync();

    if (words.Contains("child"))
        Process.Start("sleep", "30");

    Print(new
    {
        server.ConnectionString,
        server.Description,
        server.PsqlCommand,
        server.Attached,
        Milliseconds = opened,
        Reports = reports,
    });
    await Console.In.ReadToEndAsync();
    return 0;
}
catch (Exception e)
{
    Print(new { Error = e.Message, ErrorType = e.GetType().Name, Reports = reports });
    return 1;
}

static void Print<T>(T line) => Console.WriteLine(JsonSerializer.Serialize(line));
