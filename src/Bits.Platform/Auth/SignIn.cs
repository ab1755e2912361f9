namespace Bits.Platform.Auth;

/// <summary>How somebody proved who they are, as the identity provider says it.</summary>
/// <param name="At">When (<c>auth_time</c>); null where it does not say.</param>
/// <param name="Strength">The class of it (<c>acr</c>); null where it does not say.</param>
/// <param name="Methods">By which means (<c>amr</c>, RFC 8176), such as <c>pwd</c> and <c>otp</c>.</param>
public sealed record SignIn(DateTimeOffset? At, string? Strength, IReadOnlyList<string> Methods);

/// <summary>Which sign-in a call asks for.</summary>
/// <param name="MaxAge">How long ago at most; null for any time.</param>
/// <param name="Strengths">Of which classes one; empty for any.</param>
public sealed record SignInDemand(TimeSpan? MaxAge, IReadOnlyList<string> Strengths);
