namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>What a person without access to the address of their account asks for.</summary>
/// <param name="Name">The name, as the institute may know it.</param>
/// <param name="Batch">The year of graduation.</param>
/// <param name="Email">The address that they use now.</param>
/// <param name="Message">What may help the coordinators; null for nothing.</param>
public sealed record NewAddressClaim(string Name, int Batch, string Email, string? Message);

/// <summary>A claim whose address waits for its owner.</summary>
/// <param name="Name">The name.</param>
/// <param name="Batch">The year of graduation.</param>
/// <param name="Email">The address.</param>
/// <param name="Message">The message; null for none.</param>
/// <param name="Client">The browser that asked; null when unknown.</param>
public sealed record PendingAddressClaim(string Name, int Batch, string Email, string? Message, string? Client);

/// <summary>Lists the results of confirming an address.</summary>
public enum AddressClaimOutcome
{
    /// <summary>The claim waits for a coordinator now.</summary>
    Waiting,

    /// <summary>Another claim with this address waits already.</summary>
    WaitingAlready,

    /// <summary>The link is unknown or expired, or its claim is decided.</summary>
    Over,
}

/// <summary>Lists the states of a claim.</summary>
public enum ClaimState
{
    /// <summary>The address is not confirmed; coordinators do not see it.</summary>
    Unconfirmed,

    /// <summary>It waits for a coordinator.</summary>
    Waiting,

    /// <summary>An account has the address now.</summary>
    Approved,

    /// <summary>A coordinator has rejected it.</summary>
    Rejected,
}
