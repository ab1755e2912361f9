using System.Buffers.Binary;
using Bits.Platform.Features.Mentorship.Programmes;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Scores every mentor of a run for one mentee. The same snapshot gives the same scores on every machine: whole numbers,
/// no culture, no clock.</summary>
/// <remarks>A score is 1 and what the two have in common. Two who state languages and share none have no score, nor have two of one
/// company if one of them excludes that. Instances do not change and may be used by several threads.</remarks>
sealed class Scoring
{
    const int MaxRanked = 10;

    readonly MatchingWeights _weights;
    readonly IReadOnlyList<RunMentor> _mentors;
    readonly ILookup<string, int> _topics;
    readonly ILookup<string, int> _languages;
    readonly ILookup<string, int> _cities;
    readonly ILookup<string, int> _zones;
    readonly ILookup<string, int> _companies;
    readonly ILookup<string, int> _genders;

    public Scoring(MatchingWeights weights, IReadOnlyList<RunMentor> mentors)
    {
        (_weights, _mentors) = (weights, mentors);
        _topics = Places(mentor => mentor.Topics);
        _languages = Places(mentor => mentor.Languages);
        _cities = Places(mentor => One(mentor.City));
        _zones = Places(mentor => One(mentor.TimeZone));
        _companies = Places(mentor => One(mentor.Company));
        _genders = Places(mentor => One(mentor.Gender));
    }

    /// <summary>Gets the mentors by place.</summary>
    public IReadOnlyList<RunMentor> Mentors => _mentors;

    /// <summary>Returns the scores of a mentee by the places of mentors; exclusions of single pairs are not among them.</summary>
    public int[] Score(RunMentee mentee)
    {
        var scores = new int[_mentors.Count];
        Array.Fill(scores, 1);
        Add(scores, _languages, mentee.Languages, 1); // at first the number of shared ones
        for (var place = 0; place < scores.Length; place++)
            scores[place] = scores[place] == 1 && mentee.Languages.Count > 0 && _mentors[place].Languages.Count > 0
                ? Matching.Score.None
                : 1 + (scores[place] - 1) * _weights.Language;

        Add(scores, _topics, mentee.Topics, _weights.Topic);
        Add(scores, _cities, One(mentee.City), _weights.City);
        Add(scores, _zones, One(mentee.TimeZone), _weights.TimeZone);
        Add(scores, _genders, One(mentee.PreferredGender), _weights.Gender);
        foreach (var (rank, place) in mentee.Preferred.Take(MaxRanked).Index())
            Add(scores, place, _weights.Preference * (MaxRanked - rank) / MaxRanked);
        foreach (var place in One(mentee.Company).SelectMany(company => _companies[company]))
            if (mentee.ExcludesSameCompany || _mentors[place].ExcludesSameCompany)
                scores[place] = Matching.Score.None;

        return scores;
    }

    /// <summary>Packs scores into two bytes each.</summary>
    public static byte[] Pack(ReadOnlySpan<int> scores)
    {
        var packed = new byte[2 * scores.Length];
        for (var place = 0; place < scores.Length; place++)
            BinaryPrimitives.WriteUInt16LittleEndian(packed.AsSpan(2 * place), checked((ushort)(scores[place] + 1)));
        return packed;
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<int> scores)
    {
        for (var place = 0; place < scores.Length; place++)
            scores[place] = BinaryPrimitives.ReadUInt16LittleEndian(packed[(2 * place)..]) - 1;
    }

    static void Add(int[] scores, ILookup<string, int> places, IReadOnlyList<string> words, int points)
    {
        foreach (var word in words)
            foreach (var place in places[word])
                Add(scores, place, points);
    }

    static void Add(int[] scores, int place, int points)
    {
        if (scores[place] != Matching.Score.None)
            scores[place] += points;
    }

    ILookup<string, int> Places(Func<RunMentor, IReadOnlyList<string>> words) => _mentors
        .SelectMany(mentor => words(mentor).Select(word => (Word: word, mentor.Place)))
        .ToLookup(one => one.Word, one => one.Place, StringComparer.OrdinalIgnoreCase);

    static IReadOnlyList<string> One(string? word) => word is null ? [] : [word];
}
