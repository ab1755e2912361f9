namespace Bits.Platform.Features.SigningIn;

/// <summary>The capabilities of signing in.</summary>
public static class SigningInCapabilities
{
    /// <summary>Read and change one's own ways to sign in.</summary>
    public const string Self = "signin.self";
}
