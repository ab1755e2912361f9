using System.ComponentModel.DataAnnotations;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Auth;

/// <summary>Which sign-in is good enough for calls that ask for a recent one; section <c>Auth:StepUp</c>.</summary>
public sealed class StepUpOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Auth:StepUp";

    /// <summary>How long ago at most; default 15 min, up to 1 day; 0 for any time.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The values of <c>acr</c> of which it must bear one; default none: any.</summary>
    public IList<string> Acr { get; } = [];

    /// <summary>The values of <c>amr</c> of which it must bear one, such as <c>mfa</c> or <c>hwk</c>; default none: any.
    /// </summary>
    public IList<string> Amr { get; } = [];
}

/// <summary>Asks for a sign-in that is recent and strong enough, before what does harm in the hands of whoever found a
/// browser open or a token lying about.</summary>
public sealed class StepUp(IOptions<StepUpOptions> options, TimeProvider time)
{
    /// <summary>What is asked for.</summary>
    public SignInDemand Demand { get; } = new(
        options.Value.MaxAge > TimeSpan.Zero ? options.Value.MaxAge : null, [.. options.Value.Acr]);

    /// <summary>Lets a caller through whose sign-in is good enough. A machine does not sign in: its account says what it may.
    /// </summary>
    /// <exception cref="FaultException">It is not; the message says what to do.</exception>
    internal void Require(Caller caller)
    {
        if (caller.OnlyCapabilities is null && Lacking(caller.SignIn ?? new(null, null, [])) is { } lacking)
            throw FaultException.SignInAgain($"This asks for a sign-in that {lacking}; sign in again, then repeat it.", Demand);
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
