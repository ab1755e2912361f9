namespace Bits.Platform.Features.Notifications.WhatsApp;

/// <summary>The result of sending a message.</summary>
abstract record WhatsAppResult
{
    /// <summary>The provider accepted it, under this id.</summary>
    public sealed record Accepted(string ProviderId) : WhatsAppResult;

    /// <summary>The provider refused it permanently.</summary>
    public sealed record Rejected(string Error) : WhatsAppResult;

    /// <summary>The provider refused it for now.</summary>
    public sealed record NotNow(TimeSpan Delay, string Error) : WhatsAppResult;

    /// <summary>The outcome at the provider is unknown. The API has no idempotency key, so a repeat could send the
    /// message twice.</summary>
    public sealed record Unknown(string Error) : WhatsAppResult;
}
