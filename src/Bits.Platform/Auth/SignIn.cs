namespace Bits.Platform.Auth;

/// <summary>A sign-in, as the identity provider reports it.</summary>
/// <param name="At">The time (<c>auth_time</c>); null when unknown.</param>
/// <param name="Strength">The class (<c>acr</c>); null when unknown.</param>
/// <param name="Methods">The methods (<c>amr</c>, RFC 8176), such as <c>pwd</c> and <c>otp</c>.</param>
public sealed record SignIn(DateTimeOffset? At, string? Strength, IReadOnlyList<string> Methods);

/// <summary>The sign-in that a call requires.</summary>
/// <param name="MaxAge">The maximum age; null for any.</param>
/// <param name="Strengths">The accepted classes; empty for any.</param>
public sealed record SignInDemand(TimeSpan? MaxAge, IReadOnlyList<string> Strengths);
