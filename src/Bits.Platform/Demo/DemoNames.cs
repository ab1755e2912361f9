namespace Bits.Platform.Demo;

/// <summary>The names of the demo people: mostly Indian, some from elsewhere.</summary>
static class DemoNames
{
    public static readonly string[] IndianFirst =
    [
        "Aarav", "Aditi", "Aditya", "Aishwarya", "Ajay", "Akash", "Ananya", "Anil", "Anjali", "Ankit", "Aparna", "Arjun",
        "Arun", "Asha", "Ashwin", "Bhavana", "Bikram", "Chitra", "Deepa", "Deepak", "Devika", "Dhruv", "Divya", "Farhan",
        "Gauri", "Girish", "Gopal", "Harini", "Harish", "Imran", "Indira", "Ishaan", "Jaya", "Jyoti", "Kabir", "Karthik",
        "Kavita", "Kiran", "Krishna", "Lakshmi", "Lata", "Madhav", "Mahesh", "Manish", "Meena", "Meera", "Mohan", "Nandini",
        "Naveen", "Neha", "Nikhil", "Nisha", "Nitin", "Padma", "Pooja", "Pradeep", "Pranav", "Prasad", "Preeti", "Priya",
        "Radha", "Rahul", "Rajesh", "Rakesh", "Ramesh", "Ravi", "Rekha", "Ritu", "Rohan", "Rohit", "Sandhya", "Sanjay",
        "Saraswati", "Shalini", "Shankar", "Shreya", "Siddharth", "Sneha", "Srinivas", "Subramaniam", "Sunil", "Sunita",
        "Suresh", "Swati", "Tanvi", "Tara", "Uma", "Usha", "Varun", "Venkataraman", "Vidya", "Vijay", "Vikram", "Vinod",
        "Vishal", "Yamini", "Yash", "Zara",
    ];

    public static readonly string[] IndianLast =
    [
        "Acharya", "Agarwal", "Ahmed", "Banerjee", "Bhat", "Bhattacharya", "Bose", "Chakraborty", "Chandra", "Chatterjee",
        "Chaudhary", "Chopra", "Das", "Deshmukh", "Deshpande", "Dutta", "Fernandes", "Ganguly", "Ghosh", "Gokhale", "Gupta",
        "Hegde", "Iyengar", "Iyer", "Jain", "Joshi", "Kamath", "Kapoor", "Kaur", "Khan", "Kulkarni", "Kumar", "Mahajan",
        "Malhotra", "Mathur", "Mehta", "Menon", "Mishra", "Mukherjee", "Nadar", "Nair", "Nambiar", "Narayan", "Pandey",
        "Patel", "Patil", "Pillai", "Prabhu", "Qureshi", "Raghavan", "Rajan", "Ramachandran", "Raman", "Rao", "Rastogi",
        "Reddy", "Roy", "Saxena", "Sen", "Shah", "Sharma", "Shenoy", "Shetty", "Shukla", "Singh", "Sinha", "Srinivasan",
        "Subramanian", "Thakur", "Tiwari", "Trivedi", "Varma", "Venkatesh", "Verma", "Yadav",
    ];

    public static readonly string[] OtherFirst =
    [
        "Amélie", "Anna", "Björn", "Carlos", "Chiara", "Chloé", "Daniel", "Elif", "Emma", "Fatima", "François", "Hannah",
        "Haruto", "Ingrid", "Jean", "José", "Jürgen", "Kenji", "Laura", "Liam", "Lucía", "María", "Mateo", "Mei", "Michael",
        "Nguyễn", "Noah", "Olga", "Øystein", "Pedro", "Sakura", "Sarah", "Søren", "Thomas", "Wei", "Yasmin", "Zoë",
    ];

    public static readonly string[] OtherLast =
    [
        "Álvarez", "Andersson", "Brown", "Chen", "Dubois", "Fischer", "García", "Gonçalves", "Haddad", "Hansen", "Ito",
        "Jensen", "Johnson", "Kim", "Kowalski", "Lefèvre", "Li", "Martin", "Müller", "Nakamura", "Novák", "O'Brien",
        "Okafor", "Pérez", "Rossi", "Sánchez", "Schmidt", "Silva", "Smith", "Tanaka", "Trần", "van Dijk", "Weiß", "Wilson",
        "Yılmaz", "Zhang",
    ];

    public static readonly string[] Chapters =
    [
        "Bengaluru", "Hyderabad", "Mumbai", "Pune", "Delhi", "Chennai", "Kolkata", "Goa", "Ahmedabad", "Kochi", "Jaipur",
        "Bay Area", "Seattle", "New York", "Boston", "London", "Zürich", "Singapore", "Dubai", "Sydney",
    ];
}
