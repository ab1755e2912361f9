namespace Bits.Web.Hosting;

/// <summary>The interface of the web app to its host, besides <c>PageHost</c>.</summary>
/// <param name="SignInAs">The address that signs a demo person in on POST of <c>user</c>; null outside Development.</param>
/// <param name="ListDemoPeopleAsync">Lists the demo people; empty outside Development and without demo data.</param>
/// <param name="SignInByMail">The address that mails a sign-in link on POST of <c>email</c>; null without mail.</param>
/// <param name="SignInByPasskey">The address that signs in on POST of the answer of an authenticator; null without passkeys.
/// Its <c>/challenge</c> gives the challenge.</param>
/// <param name="Claim">The address of the form for people who have lost the address of their account; null without mail.</param>
/// <param name="Explorer">The address of the explorer of the calls, for developers; null outside Development.</param>
public sealed record WebHost(
    string? SignInAs, Func<CancellationToken, Task<IReadOnlyList<DemoSignIn>>> ListDemoPeopleAsync, string? SignInByMail,
    string? SignInByPasskey, string? Claim, string? Explorer)
{
    /// <summary>Returns the address that signs in again, and then leads to a page.</summary>
    /// <param name="root">The path of the host.</param>
    /// <param name="provider">The address that signs in at the provider; null without one.</param>
    /// <param name="next">The address of the page.</param>
    public string SignInAgain(string root, string? provider, string next)
    {
        // A member without an account at the provider needs the page with the other ways.
        var isOnly = provider is not null && SignInByMail is null && SignInByPasskey is null;
        return $"{root}{(isOnly ? provider : WebSite.SignIn)}?again=true&returnUrl={Uri.EscapeDataString(next)}";
    }
}

/// <summary>A page that asks before it does something.</summary>
/// <param name="Title">The title.</param>
/// <param name="Action">The address that does it, on POST.</param>
/// <param name="Button">The label of the button.</param>
/// <param name="Texts">What will happen, a paragraph each.</param>
public sealed record ConfirmPage(string Title, string Action, string Button, IReadOnlyList<string> Texts)
{
    /// <summary>Gets what speaks against it; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Gets the language (BCP 47).</summary>
    public string Language { get; init; } = "en";

    /// <summary>Gets the fields that the form sends. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
}

/// <summary>A form by which a person asks for their account.</summary>
/// <param name="Action">The address that takes it, on POST.</param>
public sealed record ClaimPage(string Action)
{
    /// <summary>Gets why it was refused; null for a new form.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets the name as typed.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets the year of graduation as typed.</summary>
    public string Batch { get; init; } = "";

    /// <summary>Gets the address as typed.</summary>
    public string Email { get; init; } = "";

    /// <summary>Gets the message as typed.</summary>
    public string Message { get; init; } = "";
}

/// <summary>A demo person who can sign in without a password.</summary>
/// <param name="Id">The account.</param>
/// <param name="Username">The user name.</param>
/// <param name="Name">The name.</param>
/// <param name="About">What distinguishes the account, such as its role.</param>
public sealed record DemoSignIn(Guid Id, string Username, string Name, string About);
