namespace Bits.Search.Text;

/// <summary>Forms and spellings of one English word that no stemmer unifies: Latin and Greek plurals, <c>women</c>,
/// <c>colour</c>.</summary>
static class IrregularForms
{
    const string Groups = """
        alumni alumnus alumna alumnae alum alums
        emeriti emeritus emerita emeritae
        criteria criterion
        phenomena phenomenon
        automata automaton
        polyhedra polyhedron
        curricula curriculum
        symposia symposium
        memoranda memorandum
        addenda addendum
        errata erratum
        bacteria bacterium
        media medium
        quanta quantum
        spectra spectrum
        strata stratum
        maxima maximum
        minima minimum
        optima optimum
        momenta momentum
        fora forum
        honoraria honorarium
        gymnasia gymnasium
        auditoria auditorium
        aquaria aquarium
        syllabi syllabus
        nuclei nucleus
        foci focus
        radii radius
        loci locus
        stimuli stimulus
        fungi fungus
        cacti cactus
        calculi calculus
        moduli modulus
        corpora corpus
        genera genus
        formulae formula
        antennae antenna
        algae alga
        larvae larva
        nebulae nebula
        vertebrae vertebra
        schemata schema
        lemmata lemma
        stigmata stigma
        theses thesis
        hypotheses hypothesis
        parentheses parenthesis
        diagnoses diagnosis
        crises crisis
        oases oasis
        axes axis
        matrices matrix
        appendices appendix
        men man
        women woman
        children child
        feet foot
        teeth tooth
        mice mouse
        geese goose
        oxen ox
        wives wife
        knives knife
        shelves shelf
        wolves wolf
        thieves thief
        halves half
        chairmen chairman
        freshmen freshman
        sportsmen sportsman
        sportswomen sportswoman
        businessmen businessman
        businesswomen businesswoman
        centre center
        centres centers
        theatre theater
        theatres theaters
        metre meter
        metres meters
        litre liter
        litres liters
        fibre fiber
        fibres fibers
        catalogue catalog
        catalogues catalogs
        dialogue dialog
        dialogues dialogs
        analogue analog
        licence license
        defence defense
        offence offense
        practise practice
        grey gray
        aeroplane airplane
        aluminium aluminum
        jewellery jewelry
        enrol enroll
        enrolment enrollment
        fulfil fulfill
        fulfilment fulfillment
        skilful skillful
        travelling traveling
        travelled traveled
        traveller traveler
        modelling modeling
        modelled modeled
        labelled labeled
        cancelled canceled
        counselling counseling
        counsellor counselor
        """;

    // British spellings of words with these beginnings have a u that American ones lack.
    static readonly string[] WithU =
        "armour behaviour colour endeavour favour flavour harbour honour humour labour neighbour rumour savour vapour".Split(' ');

    // Their stem equals another word's stem: indices would match indicate, programmes would match programmers.
    static readonly Dictionary<string, string> Regular = new()
    {
        ["analyses"] = "analysis",
        ["syntheses"] = "synthesis",
        ["indices"] = "indexes",
        ["vertices"] = "vertexes",
        ["vortices"] = "vortexes",
        ["programme"] = "program",
        ["programmes"] = "programs",
    };

    static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> RegularBySpan = Regular.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly string[] AfterS = ["e", "es", "ed", "er", "ers", "ing", "ation", "ations", "ational"];

    static readonly Dictionary<string, string[]> Others = Groups.Split('\n').Select(line => line.Trim().Split(' '))
        .SelectMany(forms => forms.Select(form => (Form: form, Others: forms.Where(other => other != form).ToArray())))
        .ToDictionary(f => f.Form, f => f.Others);

    /// <summary>Returns the replacement of a folded word with a misleading stem; null for most words.</summary>
    public static string? Folded(ReadOnlySpan<char> word) =>
        word is ([.., 'e', 's'] or [.., 'm', 'e']) && RegularBySpan.TryGetValue(word, out var regular) ? regular : null;

    /// <summary>Returns the other forms of a folded word; empty for most words.</summary>
    public static IReadOnlyList<string> Of(string word) =>
        Others.TryGetValue(word, out var others) ? others : OtherU(word) ?? OtherS(word) ?? OfSingular(word) ?? [];

    // Matrixes and curriculums.
    static string[]? OfSingular(string word) =>
        word is [.., 'e', 's'] && Others.TryGetValue(word[..^2], out var others) ? others
        : word is [.., 's'] && Others.TryGetValue(word[..^1], out others) ? others : null;

    static string[]? OtherU(string word)
    {
        foreach (var british in WithU)
            if (word.StartsWith(british, StringComparison.Ordinal))
                return [string.Concat(british.AsSpan(0, british.Length - 2), word.AsSpan(british.Length - 1))];
            else if (word.AsSpan().StartsWith(british.AsSpan(0, british.Length - 2)) && word.AsSpan(british.Length - 2) is ['r', ..])
                return [string.Concat(british, word.AsSpan(british.Length - 1))];

        return null;
    }

    // Organise and organize.
    static string[]? OtherS(string word)
    {
        const int minBefore = 4;

        foreach (var ending in AfterS)
            if (word.Length > ending.Length + minBefore && word.EndsWith(ending, StringComparison.Ordinal)
                && word.AsSpan(0, word.Length - ending.Length) is [.., 'i' or 'y', ('s' or 'z') and var sign])
                return [string.Concat(word.AsSpan(0, word.Length - ending.Length - 1), sign == 's' ? "z" : "s", ending)];

        return null;
    }
}
