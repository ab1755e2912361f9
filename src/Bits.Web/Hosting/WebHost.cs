namespace Bits.Web.Hosting;

/// <summary>The interface of the web app to its host, besides <c>PageHost</c>.</summary>
/// <param name="SignInAs">The address that signs a demo person in on POST of <c>user</c>; null outside Development.</param>
/// <param name="ListDemoPeopleAsync">Lists the demo people; empty outside Development and without demo data.</param>
/// <param name="SignInByMail">The address that mails a sign-in link on POST of <c>email</c>; null without mail.</param>
/// <param name="Explorer">The address of the explorer of the calls, for developers; null outside Development.</param>
public sealed record WebHost(
    string? SignInAs, Func<CancellationToken, Task<IReadOnlyList<DemoSignIn>>> ListDemoPeopleAsync, string? SignInByMail,
    string? Explorer);

/// <summary>A demo person who can sign in without a password.</summary>
/// <param name="Id">The account.</param>
/// <param name="Username">The user name.</param>
/// <param name="Name">The name.</param>
/// <param name="About">What distinguishes the account, such as its role.</param>
public sealed record DemoSignIn(Guid Id, string Username, string Name, string About);
