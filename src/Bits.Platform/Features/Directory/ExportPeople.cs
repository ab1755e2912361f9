using System.Globalization;
using System.Text;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Directory;

/// <summary>Exports the people of a search as CSV (RFC 4180), with what each shows to the caller. They count among those whom
/// the caller sees today; there are at most as many as one export may hold.</summary>
[Rpc(
    "directory.v1/ExportPeople", DirectoryCapabilities.Read, Reads = true,
    Example = """{"cities":["pune"]}""",
    Answer = """{"csv":"name,batch,campus,headline,title,company,city\r\nAsha Rao,2018,goa,Rows at dawn.,Engineer,Setu Works,Pune\r\n","people":1,"total":1}""")]
public sealed class ExportPeople(DirectoryFinder finder, IOptions<DirectoryOptions> options)
    : IRpc<ExportPeople.Request, ExportPeople.Response>
{
    /// <summary>The search.</summary>
    /// <param name="Text">Words; all must match. Null for all people.</param>
    /// <param name="Batches">Years of graduation; of each of these lists a person has one value.</param>
    /// <param name="Campuses">Campuses.</param>
    /// <param name="Degrees">Degrees.</param>
    /// <param name="Cities">Cities.</param>
    /// <param name="Companies">Employers.</param>
    /// <param name="Industries">Industries.</param>
    /// <param name="OpenTo">What people are open to.</param>
    /// <param name="Within">How people must be related to the caller; null for all.</param>
    public sealed record Request(
        [property: Text(120, TextKind.Query)] string? Text = null,
        IReadOnlyList<int>? Batches = null,
        [property: Text(100, TextKind.Query)] IReadOnlyList<string>? Campuses = null,
        [property: Text(80, TextKind.Query)] IReadOnlyList<string>? Degrees = null,
        [property: Text(100, TextKind.Query)] IReadOnlyList<string>? Cities = null,
        [property: Text(120, TextKind.Query)] IReadOnlyList<string>? Companies = null,
        [property: Text(80, TextKind.Query)] IReadOnlyList<string>? Industries = null,
        IReadOnlyList<OpenTo>? OpenTo = null,
        ListPeople.Within? Within = null) : IChosenFacets;

    /// <summary>The export.</summary>
    /// <param name="Csv">A header and a line for each person.</param>
    /// <param name="People">The number of lines.</param>
    /// <param name="Total">The number of all that match.</param>
    public sealed record Response(string Csv, int People, long Total);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var wanted = new Wanted(
            request.Text, ChosenFacets.Read(request), ListPeople.RelationOf(request.Within), After: null,
            options.Value.PeoplePerExport, CountsFacets: false);
        var (found, people) = await finder.FindAsync(call, wanted, ct);

        var csv = new StringBuilder("name,batch,campus,headline,title,company,city\r\n");
        foreach (var person in people)
            csv.AppendJoin(',', ValuesOf(person).Select(Quoted)).Append("\r\n");
        return new(csv.ToString(), people.Count, found.Total);
    }

    static IEnumerable<string?> ValuesOf(PersonRow person) =>
    [
        person.Name, person.Batch?.ToString(CultureInfo.InvariantCulture), person.Campus, person.Headline, person.Title, person.Company,
        person.City,
    ];

    // A value that a spreadsheet would take for a formula begins with an apostrophe.
    static string Quoted(string? value)
    {
        if (value is null or "")
            return "";
        if (value[0] is '=' or '+' or '-' or '@' or '\t')
            value = $"'{value}";

        return value.AsSpan().ContainsAny(",\"\r\n'") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
