using System.Globalization;
using System.Text;
using Bits.Shared;

namespace Bits.Platform.Tests.Shared;

public sealed class UnicodeTextTests
{
    [Fact]
    public void A_text_cut_anywhere_is_cut_between_two_letters()
    {
        foreach (var text in OddTexts.Fixed.Concat(OddTexts.Random(1, 400)).Where(text => text.Length is > 0 and < 2_000))
        {
            var borders = Borders(text);
            for (var at = 0; at <= text.Length; at++)
            {
                var border = UnicodeText.Border(text, at);

                Assert.True(border <= at && UnicodeText.IsWhole(text.AsSpan(0, border)), $"{Escaped(text)} at {at}: {border}");
                if (borders.Last(b => b <= at) is var expected && at - expected < 64)
                    Assert.True(border == expected, $"{Escaped(text)} at {at}: {border} instead of {expected}");
            }
        }
    }

    [Fact]
    public void A_cleaned_text_has_no_halves_no_nul_and_no_more_bytes_than_it_may()
    {
        foreach (var text in OddTexts.Fixed.Concat(OddTexts.Random(2, 400)).Append("half \ud800 of one").Append("\udc00"))
            foreach (var max in new[] { 1, 7, 60, 240, 1_000 })
            {
                var cleaned = PostgresText.Cleaned(text, max);

                Assert.True(UnicodeText.IsWhole(cleaned) && !cleaned.Contains('\0', StringComparison.Ordinal));
                Assert.True(Encoding.UTF8.GetByteCount(cleaned) <= max);
            }
    }

    [Theory]
    [InlineData("Thanks 👍🏽 all", 15, "Thanks 👍🏽")]
    [InlineData("Thanks 👍🏽 all", 14, "Thanks ")]
    [InlineData("We are 👨‍👩‍👧‍👦", 25, "We are ")]
    [InlineData("cafe\u0301s", 5, "caf")]
    [InlineData("🇮🇳🇳🇵", 10, "🇮🇳")]
    [InlineData("a\r\nb", 2, "a")]
    public void What_belongs_to_a_letter_is_cut_with_it(string text, int bytes, string expected) =>
        Assert.Equal(expected, PostgresText.Cleaned(text, bytes));

    [Fact]
    public void Characters_are_counted_as_postgres_counts_them()
    {
        foreach (var text in OddTexts.Fixed.Append("\ud800x\udc00\udc00\ud800"))
            Assert.Equal(text.EnumerateRunes().Count(), UnicodeText.Length(text));
    }

    [Fact]
    public void Every_text_has_a_normal_form()
    {
        foreach (var text in OddTexts.Fixed.Append("\ud800x").Append("\ufffe"))
            Assert.True(UnicodeText.Normalized(text, NormalizationForm.FormKD).IsNormalized(NormalizationForm.FormKD));
    }

    static List<int> Borders(string text)
    {
        var borders = new List<int> { 0 };
        while (borders[^1] < text.Length)
            borders.Add(borders[^1] + StringInfo.GetNextTextElementLength(text.AsSpan(borders[^1])));

        return borders;
    }

    static string Escaped(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
