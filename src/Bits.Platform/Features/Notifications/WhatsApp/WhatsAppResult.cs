namespace Bits.Platform.Features.Notifications.WhatsApp;

/// <summary>What came of handing a message to the provider.</summary>
abstract record WhatsAppResult
{
    /// <summary>The provider has it, under this id.</summary>
    public sealed record Accepted(string ProviderId) : WhatsAppResult;

    /// <summary>The provider will not send it, now or later.</summary>
    public sealed record Rejected(string Error) : WhatsAppResult;

    /// <summary>The provider did not take it, and may later.</summary>
    public sealed record NotNow(TimeSpan Delay, string Error) : WhatsAppResult;

    /// <summary>Nobody knows whether the provider has it. It has no idempotency key, so asking again could send it
    /// twice.</summary>
    public sealed record Unknown(string Error) : WhatsAppResult;
}
