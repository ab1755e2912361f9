using System.ComponentModel.DataAnnotations;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Auth;

/// <summary>Configures the sign-in for calls that require a recent one; section <c>Auth:StepUp</c>.</summary>
public sealed class StepUpOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Auth:StepUp";

    /// <summary>Gets or sets the maximum age, up to 1 day; 0 for any. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets the accepted values of <c>acr</c>. Default: any.</summary>
    public IList<string> Acr { get; } = [];

    /// <summary>Gets or sets the accepted values of <c>amr</c>, such as <c>mfa</c> or <c>hwk</c>. Default: any.</summary>
    public IList<string> Amr { get; } = [];
}

/// <summary>Requires a recent and strong sign-in before calls that would harm the user in the hands of a thief with an
/// open browser or a leaked token.</summary>
public sealed class StepUp(IOptions<StepUpOptions> options, TimeProvider time)
{
    /// <summary>Gets the requirement.</summary>
    public SignInDemand Demand { get; } = new(
        options.Value.MaxAge > TimeSpan.Zero ? options.Value.MaxAge : null, [.. options.Value.Acr]);

    /// <summary>Passes a caller with a sufficient sign-in. A machine does not sign in, so it passes.</summary>
    /// <exception cref="FaultException">The sign-in is insufficient; the message names the remedy.</exception>
    internal void Require(Caller caller)
    {
        if (caller.OnlyCapabilities is null && Lacking(caller.SignIn ?? new(null, null, [])) is { } lacking)
            throw FaultException.SignInAgain($"This needs a sign-in that {lacking}. Sign in again, then repeat the call.", Demand);
    }

    string? Lacking(SignIn signIn)
    {
        if (Demand.MaxAge is { } age && !(signIn.At > time.GetUtcNow() - age))
            return string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"is at most {age.TotalMinutes:0.#} minutes old by auth_time");
        if (Demand.Strengths.Count > 0 && !Demand.Strengths.Contains(signIn.Strength))
            return $"bears one of these as acr: {string.Join(", ", Demand.Strengths)}";

        return options.Value.Amr.Count > 0 && !options.Value.Amr.Intersect(signIn.Methods).Any()
            ? $"bears one of these in amr: {string.Join(", ", options.Value.Amr)}"
            : null;
    }
}
