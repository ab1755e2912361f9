using System.ComponentModel.DataAnnotations;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Directory;

/// <summary>Changes the caller's own profile: the fields, and who may see each of them. Counts in the next search.</summary>
[Rpc(
    "directory.v1/UpdateProfile", DirectoryCapabilities.EditOwn,
    Example = """{"city":"Pune","phone":"+91 98765 43210","audiences":[{"field":"phone","audience":"batch"}]}""",
    Answer = """{"version":4}""")]
public sealed class UpdateProfile(DirectoryEntries entries) : IRpc<UpdateProfile.Request, UpdateProfile.Response>
{
    /// <summary>The fields to change; those left out stay. An empty text or list clears a field.</summary>
    /// <param name="SpokenName">The name as it is spoken.</param>
    /// <param name="Nicknames">Other names by which friends know the caller, at most 5.</param>
    /// <param name="FormerNames">Earlier names, at most 5.</param>
    /// <param name="Headline">One line about the caller.</param>
    /// <param name="Degree">The degree.</param>
    /// <param name="Branch">The branch of study.</param>
    /// <param name="City">The city of residence.</param>
    /// <param name="Company">The employer.</param>
    /// <param name="Title">The job title.</param>
    /// <param name="Industry">The industry.</param>
    /// <param name="Skills">Skills, at most 30.</param>
    /// <param name="Languages">Spoken languages, at most 12.</param>
    /// <param name="Links">Addresses on the web, at most 5.</param>
    /// <param name="Phone">The telephone number with its country, such as +91 98765 43210.</param>
    /// <param name="Email">The e-mail address for other members.</param>
    /// <param name="OpenTo">What the caller is open to.</param>
    /// <param name="Audiences">The audiences to change.</param>
    /// <param name="ExpectedVersion">The version that the caller saw: refuses the change if another one came first. Null
    /// overwrites the given fields.</param>
    public sealed record Request(
        [property: Text(200, TextKind.Line, MayBeEmpty = true)] string? SpokenName = null,
        [property: Text(100, TextKind.Line)] IReadOnlyList<string>? Nicknames = null,
        [property: Text(200, TextKind.Line)] IReadOnlyList<string>? FormerNames = null,
        [property: Text(200, TextKind.Line, MayBeEmpty = true)] string? Headline = null,
        [property: Text(80, TextKind.Line, MayBeEmpty = true)] string? Degree = null,
        [property: Text(80, TextKind.Line, MayBeEmpty = true)] string? Branch = null,
        [property: Text(100, TextKind.Line, MayBeEmpty = true)] string? City = null,
        [property: Text(120, TextKind.Line, MayBeEmpty = true)] string? Company = null,
        [property: Text(120, TextKind.Line, MayBeEmpty = true)] string? Title = null,
        [property: Text(80, TextKind.Line, MayBeEmpty = true)] string? Industry = null,
        [property: Text(40, TextKind.Line)] IReadOnlyList<string>? Skills = null,
        [property: Text(40, TextKind.Line)] IReadOnlyList<string>? Languages = null,
        [property: Text(500, TextKind.Line)] IReadOnlyList<string>? Links = null,
        [property: Text(40, TextKind.Line, MayBeEmpty = true)] string? Phone = null,
        [property: Text(254, TextKind.Line, MayBeEmpty = true)] string? Email = null,
        IReadOnlyList<OpenTo>? OpenTo = null,
        IReadOnlyList<FieldAudience>? Audiences = null,
        [property: Range(0, int.MaxValue, ErrorMessage = "must be at least 0.")] int? ExpectedVersion = null);

    /// <summary>The result.</summary>
    /// <param name="Version">The version now.</param>
    public sealed record Response(int Version);

    static readonly AuditField Fields = new("fields");
    static readonly AuditField Audiences = new("audiences");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var before = await Profile.LockAsync(call.Db, call.Caller.UserId, ct);
        if (request.ExpectedVersion is { } expected && expected != before.Version)
            throw new FaultException(
                FaultCode.Aborted, "profile_changed", "Your profile was changed meanwhile. Read it again, then repeat the change.");

        var after = ProfileChange.Apply(before, request);
        var (fields, audiences) = (ProfileChange.ListChanged(before, after), ProfileChange.ListRevealed(before, after));
        if (fields.Count + audiences.Count > 0)
        {
            after = after with { Version = before.Version + 1 };
            await after.SaveAsync(call.Db, ct);
            await entries.FollowAsync(call.Db, [after.UserId], ct);
        }

        // The names of the fields only: the log keeps no personal data that the person has taken back.
        call.Audit.Target("user", after.UserId)
            .Changed(Fields, from: null, string.Join(' ', fields))
            .Changed(Audiences, from: null, string.Join(' ', audiences))
            .If(fields.Count + audiences.Count > 0);
        return new(after.Version);
    }
}
