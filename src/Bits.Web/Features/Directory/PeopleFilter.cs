using System.Globalization;
using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Directory;
using Microsoft.AspNetCore.WebUtilities;

namespace Bits.Web.Features.Directory;

/// <summary>The people that a page of the directory looks for, as its address says.</summary>
/// <param name="Text">Words; null for all people.</param>
/// <param name="Chosen">The chosen values of facets.</param>
/// <param name="Within">How people must be related to the user; null for all.</param>
public sealed record PeopleFilter(string? Text, IReadOnlyList<ChosenValue> Chosen, ListPeople.Within? Within)
{
    /// <summary>Gets whether it looks for all people.</summary>
    public bool IsEmpty => Text is null && Chosen.Count == 0 && Within is null;

    /// <summary>Reads it from an address.</summary>
    public static PeopleFilter Of(ScreenCall call) => new(
        call.Text("q"),
        [.. Enum.GetValues<Facet>().SelectMany(facet => call.Texts(Words.Value(facet)).Select(value => new ChosenValue(facet, value))).Where(IsValue)],
        Words.Find<ListPeople.Within>(call.Text("within")));

    /// <summary>Returns the filter without a value of a facet.</summary>
    public PeopleFilter Without(Facet facet, string value) => this with
    {
        Chosen = [.. Chosen.Where(one => one.Facet != facet || !string.Equals(one.Value, value, StringComparison.OrdinalIgnoreCase))],
    };

    /// <summary>Returns the address of a page for this filter.</summary>
    /// <param name="path">The path.</param>
    public string At(string path) => QueryHelpers.AddQueryString(
        path,
        [
            .. Texts("q", Text), .. Texts("within", Within is { } within ? Words.Value(within) : null),
            .. Chosen.Select(one => new KeyValuePair<string, string?>(Words.Value(one.Facet), one.Value)),
        ]);

    /// <summary>Returns the request of a page.</summary>
    /// <param name="limit">The maximum number of people.</param>
    /// <param name="after">The cursor; null for the first page.</param>
    public ListPeople.Request AsList(int limit, string? after) => new(
        Text, Batches, ValuesOf(Facet.Campus), ValuesOf(Facet.Degree), ValuesOf(Facet.City), ValuesOf(Facet.Company), ValuesOf(Facet.Industry),
        OpenTo, Within, limit, after);

    /// <summary>Returns the request of a file.</summary>
    public ExportPeople.Request AsExport() => new(
        Text, Batches, ValuesOf(Facet.Campus), ValuesOf(Facet.Degree), ValuesOf(Facet.City), ValuesOf(Facet.Company), ValuesOf(Facet.Industry),
        OpenTo, Within);

    IReadOnlyList<int> Batches => [.. ValuesOf(Facet.Batch).Select(value => int.Parse(value, CultureInfo.InvariantCulture))];

    IReadOnlyList<OpenTo> OpenTo => [.. ValuesOf(Facet.OpenTo).Select(Words.Find<OpenTo>).OfType<OpenTo>()];

    IReadOnlyList<string> ValuesOf(Facet facet) => [.. Chosen.Where(one => one.Facet == facet).Select(one => one.Value)];

    static bool IsValue(ChosenValue one) => one.Facet switch
    {
        Facet.Batch => int.TryParse(one.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        Facet.OpenTo => Words.Find<OpenTo>(one.Value) is not null,
        Facet.Campus or Facet.Degree or Facet.City or Facet.Company or Facet.Industry => true,
    };

    static IEnumerable<KeyValuePair<string, string?>> Texts(string name, string? text) => text is null ? [] : [new(name, text)];
}

/// <summary>A chosen value of a facet.</summary>
/// <param name="Facet">The facet.</param>
/// <param name="Value">The value.</param>
public sealed record ChosenValue(Facet Facet, string Value);
