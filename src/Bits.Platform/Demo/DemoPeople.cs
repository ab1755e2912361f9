using System.Globalization;
using System.Text;
using Bits.Platform.Accounts;

namespace Bits.Platform.Demo;

/// <summary>A person of the demo data.</summary>
sealed record DemoPerson(NewAccount Account, int Batch, string Chapter);

/// <summary>Generates people, always the same ones.</summary>
static class DemoPeople
{
    /// <summary>The domain of their addresses, which identifies demo accounts.</summary>
    public const string Domain = "demo.bits.example";

    /// <summary>Gets the operators of the demo network: an administrator and a viewer.</summary>
    public static readonly (string Email, PlatformRole Role)[] Staff =
        [($"divya@{Domain}", PlatformRole.Admin), ($"esther@{Domain}", PlatformRole.Viewer)];

    const int FirstBatch = 1970;
    const int LastBatch = 2026;

    static readonly string[] Campuses = ["pilani", "goa", "hyderabad", "dubai"];
    static readonly (string First, string Last)[] WellKnown = [("Asha", "Rao"), ("Bikram", "Sen"), ("Chitra", "Iyer"), ("Divya", "Nair"), ("Esther", "Dias")];

    /// <summary>The number of people with names that guides and tests use; they come first.</summary>
    public static int WellKnownPeople => WellKnown.Length;

    /// <summary>Returns the first <paramref name="count"/> people; a larger count keeps the same ones and adds
    /// others.</summary>
    public static IEnumerable<DemoPerson> Take(int count)
    {
        var random = new Random(19640701);
        var taken = new HashSet<string>();
        for (var i = 0; i < count; i++)
        {
            var (first, last) = i < WellKnown.Length ? WellKnown[i] : Name(random);
            var batch = Math.Clamp(LastBatch - (int)Math.Abs(random.NextDouble() * random.NextDouble() * 60), FirstBatch, LastBatch);
            var login = i < WellKnown.Length ? first.ToLowerInvariant() : Login(first, last, batch, taken, i);
            var chapter = DemoNames.Chapters[(int)(random.NextDouble() * random.NextDouble() * DemoNames.Chapters.Length)];

            var account = new NewAccount($"{login}@{Domain}", $"{first} {last}", batch) { Campus = Campuses[i % Campuses.Length] };
            yield return new(account, batch, chapter);
        }
    }

    static (string First, string Last) Name(Random random)
    {
        var (firsts, lasts) = random.Next(10) < 9
            ? (DemoNames.IndianFirst, DemoNames.IndianLast)
            : (DemoNames.OtherFirst, DemoNames.OtherLast);

        return (firsts[random.Next(firsts.Length)], lasts[random.Next(lasts.Length)]);
    }

    static string Login(string first, string last, int batch, HashSet<string> taken, int number)
    {
        var login = Plain($"{first}.{last}.{batch}");

        return taken.Add(login) ? login : $"{login}.{number.ToString(CultureInfo.InvariantCulture)}";
    }

    static string Plain(string text) => new(
    [
        .. text.ToLowerInvariant().Normalize(NormalizationForm.FormD)
            .Where(c => char.IsAsciiLetterOrDigit(c) || c == '.'),
    ]);
}
