using System.Globalization;
using System.Text;
using Bits.Search.Text;

namespace Bits.Search.Tests.Text;

/// <summary>Every letter of the scripts that members write becomes part of a word, and spellings of one word meet.</summary>
public sealed class ScriptTests
{
    static readonly TextFolding Folding = new(new([]));

    public static TheoryData<string, int, int> Blocks => new()
    {
        { "Hebrew", 0x0590, 0x05ff }, { "Arabic", 0x0600, 0x06ff }, { "Arabic supplement", 0x0750, 0x077f },
        { "Arabic extended B and A", 0x0870, 0x08ff }, { "Devanagari", 0x0900, 0x097f }, { "Bengali", 0x0980, 0x09ff },
        { "Gurmukhi", 0x0a00, 0x0a7f }, { "Gujarati", 0x0a80, 0x0aff }, { "Oriya", 0x0b00, 0x0b7f }, { "Tamil", 0x0b80, 0x0bff },
        { "Telugu", 0x0c00, 0x0c7f }, { "Kannada", 0x0c80, 0x0cff }, { "Malayalam", 0x0d00, 0x0d7f }, { "Sinhala", 0x0d80, 0x0dff },
        { "Thai", 0x0e00, 0x0e7f }, { "Lao", 0x0e80, 0x0eff }, { "Tibetan", 0x0f00, 0x0fff }, { "Myanmar", 0x1000, 0x109f },
        { "Khmer", 0x1780, 0x17ff }, { "Hebrew presentation forms", 0xfb1d, 0xfb4f }, { "Arabic presentation forms A", 0xfb50, 0xfdff },
        { "Arabic presentation forms B", 0xfe70, 0xfefc }, { "Latin", 0x00c0, 0x024f }, { "Greek", 0x0370, 0x03ff },
        { "Cyrillic", 0x0400, 0x04ff }, { "Kana", 0x3040, 0x30ff }, { "Halfwidth and fullwidth", 0xff10, 0xffdc },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Every_letter_and_digit_of_a_block_folds_to_something(string block, int first, int last)
    {
        var lost = Letters(first, last).Where(letter => Folding.Fold(letter).Length == 0).Select(Name);

        Assert.True(!lost.Any(), $"{block}: {string.Join(' ', lost)}");
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void No_letter_takes_a_word_apart(string block, int first, int last)
    {
        var apart = Letters(first, last).Where(letter => Neighbours(first) is var (before, behind)
            && letter.Normalize(NormalizationForm.FormKC).All(char.IsLetter) && !IsUnsegmented(first)
            && Folding.Words(before + letter + behind).Length != 1).Select(Name);

        Assert.True(!apart.Any(), $"{block}: {string.Join(' ', apart)}");
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Composed_and_decomposed_letters_meet(string block, int first, int last)
    {
        var forms = new[] { NormalizationForm.FormC, NormalizationForm.FormD, NormalizationForm.FormKC, NormalizationForm.FormKD };
        var apart = Letters(first, last).Where(letter => !IsPresentedMark(letter)
            && forms.Select(form => Folding.Fold(letter.Normalize(form))).Append(Folding.Fold(letter)).Distinct().Count() > 1).Select(Name);

        Assert.True(!apart.Any(), $"{block}: {string.Join(' ', apart)}");
    }

    [Theory]
    [InlineData("\u095c", "\u0921\u093c")]
    [InlineData("चंडीगढ़", "चंडीगढ\u093c")]
    [InlineData("চাকরি বাড\u09bcি", "চাকরি বাড়ি")]
    [InlineData("चंडीगढ़", "Chandigarh")]
    [InlineData("ज़मीन", "जमीन")]
    [InlineData("हिंदी", "हिन्दी")]
    [InlineData("मुंबई", "मुम्बई")]
    [InlineData("मुंबई", "Mumbai")]
    [InlineData("ਪੱਕਾ", "pakka")]
    [InlineData("ਸਿੰਘ", "singh")]
    [InlineData("ਸ਼ਾਮ", "sham")]
    [InlineData("ੲਿੰਡੀਆ", "ਇੰਡੀਆ")]
    [InlineData("ৎসব", "tsab")]
    [InlineData("അവൻ", "അവന\u0d4d\u200d")]
    [InlineData("അവർ", "avar")]
    [InlineData("ক্\u200dষ", "ক্ষ")]
    [InlineData("क्\u200cषेत्र", "क्षेत्र")]
    [InlineData("ශ්\u200dරී ලංකා", "ශ්රී ලංකා")]
    [InlineData("අාදර", "ආදර")]
    [InlineData("अाम", "आम")]
    [InlineData("ॐ", "om")]
    [InlineData("सोऽहम्", "सोहम्")]
    [InlineData("२०१८", "2018")]
    [InlineData("২০১৮", "2018")]
    [InlineData("٢٠١٨", "2018")]
    [InlineData("۲۰۱۸", "2018")]
    [InlineData("෨෦෧෮", "2018")]
    [InlineData("๒๐๑๘", "2018")]
    [InlineData("２０１８", "2018")]
    [InlineData("𝟚𝟘𝟙𝟠", "2018")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("محـــمد", "محمد")]
    [InlineData("أحمد إسلام آدم ٱلله", "احمد اسلام ادم الله")]
    [InlineData("مستشفى", "مستشفي")]
    [InlineData("مدرسة", "مدرسه")]
    [InlineData("کتاب علی", "كتاب علي")]
    [InlineData("مسؤول رئيس", "مسوول رييس")]
    [InlineData("رئيس", "ري\u0654يس")]
    [InlineData("ﻣﺤﻤﺪ", "محمد")]
    [InlineData("ﻣﹸﺤﻤﺪ", "محمد")]
    [InlineData("ﷲ ﻻ", "الله لا")]
    [InlineData("هٰذا", "هذا")]
    [InlineData("آقا", "ا\u0653قا")]
    [InlineData("ہندوستان", "هندوستان")]
    [InlineData("שָׁלוֹם", "שלום")]
    [InlineData("ﬥﬡ שּׁ", "לא ש")]
    [InlineData("צה״ל", "צהל")]
    [InlineData("צה\"ל", "צהל")]
    [InlineData("ג׳ורג׳", "גורג")]
    [InlineData("ײדיש", "יידיש")]
    [InlineData("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς")]
    [InlineData("ﾄｳｷｮｳ", "トウキョウ")]
    [InlineData("か\u3099", "が")]
    [InlineData("\u1112\u1161\u11ab", "한")]
    [InlineData("ﬁnance", "finance")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("น้ำ", "น\u0e49\u0e4d\u0e32")]
    public void Spellings_of_one_word_fold_alike(string one, string other) => Assert.Equal(Folding.Fold(one), Folding.Fold(other));

    [Theory]
    [InlineData("ہے", "ہی")]
    [InlineData("लड़की", "लड़का")]
    [InlineData("कम", "कमी")]
    [InlineData("ਪਤਾ", "ਪੱਤਾ")]
    [InlineData("বাড়ি", "বাডি")]
    [InlineData("มา", "ม้า")]
    [InlineData("はは", "ばば")]
    [InlineData("گل", "كل")]
    [InlineData("بنت", "نبت")]
    public void Different_words_stay_apart(string one, string other) => Assert.NotEqual(Folding.Fold(one), Folding.Fold(other));

    static IEnumerable<string> Letters(int first, int last) => Enumerable.Range(first, last - first + 1)
        .Select(code => ((char)code).ToString()).Where(letter => char.IsLetterOrDigit(letter[0]) && !Signs.IsApostrophe(letter.Normalize()[0]));

    // A presentation form of a mark alone is a blank and the mark, decomposed.
    static bool IsPresentedMark(string letter) => letter.Normalize(NormalizationForm.FormKC) is [' ' or '\u0640', ..] or [_, '\u064b' or '\u0651', ..];

    // What stands beside a letter: a letter of the same script.
    static (string Before, string Behind) Neighbours(int first) => first switch
    {
        0x0590 or 0xfb1d => ("ש", "ש"),
        0x0600 or 0x0750 or 0x0870 or 0xfb50 or 0xfe70 => ("ب", "ب"),
        >= 0x0900 and <= 0x0d7f => (((char)(first + 0x15)).ToString(), ((char)(first + 0x15)).ToString()),
        0x0d80 => ("ක", "ක"),
        0x3040 or 0xff10 => ("", ""),
        _ => ("a", "a"),
    };

    static bool IsUnsegmented(int first) => first is 0x0e00 or 0x0e80 or 0x1000 or 0x1780 or 0x3040;

    static string Name(string letter) => ((int)letter[0]).ToString("X4", CultureInfo.InvariantCulture);
}
