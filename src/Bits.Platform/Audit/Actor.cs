using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>The actor of an audit event.</summary>
/// <param name="Kind">The kind of actor.</param>
/// <param name="UserId">The account; null without one.</param>
/// <param name="Name">The login of an operator, or the name of the platform's job or task.</param>
/// <param name="SessionId">The session; null without one.</param>
public sealed record Actor(ActorKind Kind, Guid? UserId, string? Name = null, string? SessionId = null)
{
    /// <summary>Creates the actor of a task of the platform.</summary>
    public static Actor System(string task) => new(ActorKind.System, null, task);

    /// <summary>Creates the actor of a login at the command line.</summary>
    public static Actor Operator(string login) => new(ActorKind.Operator, null, login);
}

/// <summary>Origin of a call.</summary>
/// <param name="Source">The transport: <c>http</c>, <c>adminctl</c> or <c>job</c>.</param>
/// <param name="RequestId">The id of the request: the same in logs, answers and the audit log.</param>
/// <param name="Address">The client's address; null without one.</param>
/// <param name="Client">The beginning of the client's name; null without one.</param>
public sealed record RequestOrigin(string Source, string RequestId, string? Address = null, string? Client = null)
{
    const int MaxClientBytes = 200;

    /// <summary>Creates the origin of an HTTP request.</summary>
    public const string Http = "http";

    /// <summary>Creates the origin of an operator's command.</summary>
    public const string Adminctl = "adminctl";

    /// <summary>Creates the origin of a job or another task of the platform.</summary>
    public const string Job = "job";

    /// <summary>Shortens a client's name, and drops characters that the database refuses.</summary>
    public string? Client { get; } = Client is null ? null : PostgresText.Cleaned(Client, MaxClientBytes);

    /// <summary>Gets the origin of a call without an id.</summary>
    public static RequestOrigin Of(string source) => new(source, Guid.CreateVersion7().ToString());
}
