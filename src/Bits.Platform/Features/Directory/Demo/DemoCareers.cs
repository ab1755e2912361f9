namespace Bits.Platform.Features.Directory.Demo;

/// <summary>An industry of the demo data.</summary>
/// <param name="Name">The name.</param>
/// <param name="Companies">Its employers, all fictional.</param>
/// <param name="Titles">Its job titles, from the first to the last of a career.</param>
/// <param name="Skills">What people in it know.</param>
sealed record DemoIndustry(string Name, string[] Companies, string[] Titles, string[] Skills);

/// <summary>What the demo people do. The first of each list is the most frequent.</summary>
static class DemoCareers
{
    public static readonly DemoIndustry[] Industries =
    [
        new("Software",
            ["Nilgiri Software", "Kaveri Systems", "Tungabhadra Labs", "Peepal Cloud", "Monsoon Data", "Lotus Logic", "Harbour Street Apps"],
            ["Software Engineer", "Senior Software Engineer", "Staff Engineer", "Engineering Manager", "Director of Engineering", "CTO"],
            ["distributed systems", "PostgreSQL", "Go", "Kubernetes", "code review", "machine learning", "product design", "TypeScript"]),
        new("Finance",
            ["Marigold Bank", "Rupaya Payments", "Banyan Capital", "Saffron Insurance", "Coromandel Exchange"],
            ["Analyst", "Associate", "Vice President", "Portfolio Manager", "Head of Risk", "Managing Director"],
            ["valuation", "risk models", "payments", "Excel", "derivatives", "audit"]),
        new("Semiconductors",
            ["Deccan Silicon", "Vindhya Microsystems", "Chip Bazaar", "Charminar Devices"],
            ["Design Engineer", "Senior Design Engineer", "Verification Lead", "Principal Engineer", "Head of Silicon"],
            ["VLSI", "Verilog", "tape-out", "analog design", "verification", "signal integrity"]),
        new("Consulting",
            ["Ashoka Advisory", "Three Rivers Consulting", "Meridian & Menon"],
            ["Analyst", "Consultant", "Engagement Manager", "Principal", "Partner"],
            ["strategy", "due diligence", "facilitation", "operations", "market research"]),
        new("Energy",
            ["Surya Grid", "Thar Wind", "Godavari Power", "Kachchh Hydrogen"],
            ["Graduate Engineer", "Project Engineer", "Plant Manager", "Head of Operations", "Chief Executive"],
            ["rooftop solar", "grid planning", "heat pumps", "project finance", "battery storage"]),
        new("Pharmaceuticals",
            ["Neem Biologics", "Ayushman Labs", "Konkan Therapeutics"],
            ["Research Associate", "Scientist", "Senior Scientist", "Head of Formulation", "Chief Scientist"],
            ["formulation", "clinical trials", "regulatory affairs", "chromatography"]),
        new("Education",
            ["Gurukul Online", "Vidya Schools", "Institute of Applied Sciences"],
            ["Teaching Fellow", "Lecturer", "Assistant Professor", "Associate Professor", "Professor"],
            ["teaching", "curriculum design", "thermodynamics", "graph theory", "mentoring"]),
        new("Automotive",
            ["Veer Motors", "Chetak Mobility", "Sahyadri Automotive"],
            ["Trainee Engineer", "Production Engineer", "Quality Lead", "Plant Head", "Director of Manufacturing"],
            ["lean manufacturing", "battery packs", "CAD", "supplier quality"]),
        new("Construction",
            ["Setu Works", "Mandapam Builders", "Ghat Infrastructure"],
            ["Site Engineer", "Project Engineer", "Project Manager", "General Manager", "Managing Director"],
            ["tendering", "structural design", "bridges", "contract law"]),
        new("Public policy",
            ["Panchayat Lab", "Ministry of Urban Affairs", "Centre for Water"],
            ["Fellow", "Programme Officer", "Deputy Secretary", "Joint Secretary", "Adviser"],
            ["public finance", "urban transport", "water policy", "data for good"]),
        new("Media",
            ["Doordrishti Studios", "The Evening Ledger", "Baithak Podcasts"],
            ["Reporter", "Producer", "Editor", "Executive Producer", "Editor-in-Chief"],
            ["editing", "documentary", "storytelling", "sound design"]),
    ];

    /// <summary>Degrees, each with its branches.</summary>
    public static readonly (string Degree, string[] Branches)[] Degrees =
    [
        ("B.E. (Hons.)", ["Computer Science", "Electrical and Electronics", "Mechanical", "Chemical", "Electronics and Instrumentation", "Civil", "Manufacturing"]),
        ("M.Sc. (Hons.)", ["Economics", "Mathematics", "Physics", "Biological Sciences", "Chemistry"]),
        ("B.Pharm. (Hons.)", ["Pharmacy"]),
        ("M.E.", ["Software Systems", "Embedded Systems", "Microelectronics", "Design Engineering"]),
        ("MBA", ["Business Analytics", "Finance", "Operations"]),
        ("Ph.D.", ["Computer Science", "Chemical", "Physics", "Humanities"]),
    ];
}
