// Who gets which mentor: the most value with a proof, or stable. It needs no database.
using Bits.Matching;

string[] mentees = ["Asha", "Bikram", "Chitra"], mentors = ["Divya", "Esha"];

var scores = new ScoreMatrix(mentees.Length, mentors.Length); // at first no pair may be
(scores[0][0], scores[0][1]) = (Score.FromDouble(9), Score.FromDouble(8));
(scores[1][0], scores[1][1]) = (Score.FromDouble(7), Score.FromDouble(2));
(scores[2][0], scores[2][1]) = (Score.FromDouble(1.5), Score.FromDouble(6));

var problem = new MatchingProblem(mentees.Length, capacities: [1, 2], scores.CopyRow)
{
    Exclusions = [new(Mentee: 2, Mentor: 0)], // Chitra and Divya work together
    Seed = 2026, // decides ties
};

var (assignment, prices) = MostValue.Assign(problem);
foreach (var (mentee, mentor) in assignment.Pairs)
    Console.WriteLine($"{mentees[mentee]}: {mentors[mentor]}");

var fault = AssignmentVerifier.VerifyMostValue(problem, assignment, prices);
Console.WriteLine(fault is null ? $"No assignment is worth more than {assignment.Value}." : $"Wrong: {fault}");

var stable = Stable.Assign(problem);
Console.WriteLine($"Stable: {string.Join(", ", stable.Pairs.Select(pair => $"{mentees[pair.Mentee]}: {mentors[pair.Mentor]}"))}");
Console.WriteLine($"Blocking pairs: {AssignmentVerifier.CountBlockingPairs(problem, stable)}");
