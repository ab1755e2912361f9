using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>Who acts, as the audit log names them.</summary>
/// <param name="Kind">What sort of actor.</param>
/// <param name="UserId">The account; null where there is none.</param>
/// <param name="Name">Of an operator the login at the server, of the platform the job or task.</param>
/// <param name="SessionId">The session that they act in; null where there is none.</param>
public sealed record Actor(ActorKind Kind, Guid? UserId, string? Name = null, string? SessionId = null)
{
    /// <summary>The platform itself, doing this task.</summary>
    public static Actor System(string task) => new(ActorKind.System, null, task);

    /// <summary>Whoever is at the command line.</summary>
    public static Actor Operator(string login) => new(ActorKind.Operator, null, login);
}

/// <summary>Whence a call comes.</summary>
/// <param name="Source">The transport: <c>http</c>, <c>adminctl</c> or <c>job</c>.</param>
/// <param name="RequestId">The id of the request, the same in logs, answers and the audit log.</param>
/// <param name="Address">The client's address; null where there is none.</param>
/// <param name="Client">What the client calls itself, its beginning; null where it does not.</param>
public sealed record RequestOrigin(string Source, string RequestId, string? Address = null, string? Client = null)
{
    const int MaxClientBytes = 200;

    /// <summary>Over HTTP.</summary>
    public const string Http = "http";

    /// <summary>By the operators' command line.</summary>
    public const string Adminctl = "adminctl";

    /// <summary>By a job or another task of the platform.</summary>
    public const string Job = "job";

    /// <summary>What the client calls itself: its beginning, and nothing that the database would not keep.</summary>
    public string? Client { get; } = Client is null ? null : PostgresText.Cleaned(Client, MaxClientBytes);

    /// <summary>A call that nobody has given an id.</summary>
    public static RequestOrigin Of(string source) => new(source, Guid.CreateVersion7().ToString());
}
