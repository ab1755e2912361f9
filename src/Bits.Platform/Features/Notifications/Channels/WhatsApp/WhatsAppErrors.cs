namespace Bits.Platform.Features.Notifications.Channels.WhatsApp;

/// <summary>The errors of the WhatsApp Cloud API that say something about a number, from "Cloud API, Error codes".</summary>
static class WhatsAppErrors
{
    /// <summary>The message is undeliverable, such as to a number without WhatsApp.</summary>
    public const int NotOnWhatsApp = 131026;

    /// <summary>The user wants no more messages.</summary>
    public const int OptedOut = 131050;
}
