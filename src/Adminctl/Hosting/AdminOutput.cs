using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bits.Membership;
using Bits.Platform.Rpc;
using Spectre.Console;

namespace Adminctl.Hosting;

/// <summary>Prints answers: tables for humans, JSON as in the calls, scopes as text.</summary>
static class AdminOutput
{
    static readonly JsonSerializerOptions Options = new(RpcJson.Options) { Converters = { new ScopeConverter() } };

    public static void Json<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer, Options));

    public static void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().AddColumns([.. columns]);
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));

        AnsiConsole.Write(table);
    }

    public static string Word<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string Time(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}");

    public static string Time(DateTimeOffset? time) => time is { } t ? Time(t) : "";

    public static string Hand(Guid? user) => user?.ToString() ?? "system";

    /// <summary>Asks before an irreversible operation.</summary>
    /// <exception cref="CommandException">The answer is no, or the input is not a terminal.</exception>
    public static void Confirm(bool yes, string question)
    {
        if (yes)
            return;
        if (Console.IsInputRedirected)
            throw new CommandException($"{question} The input is not a terminal. Add --yes.");

        Console.Error.Write($"{question} Type yes: ");
        if (Console.ReadLine()?.Trim() != "yes")
            throw new CommandException("Cancelled; nothing was changed.");
    }

    sealed class ScopeConverter : JsonConverter<Scope>
    {
        public override Scope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Scope.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Scope value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
