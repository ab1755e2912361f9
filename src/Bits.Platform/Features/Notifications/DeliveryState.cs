namespace Bits.Platform.Features.Notifications;

/// <summary>Lists how far a delivery is. In the order in which one may follow another.</summary>
public enum DeliveryState
{
    /// <summary>It will be sent: at once, or when its rule allows.</summary>
    Planned,

    /// <summary>It waits for the next digest.</summary>
    Held,

    /// <summary>Its message may have left.</summary>
    Sending,

    /// <summary>Its sender stopped, or the provider did not answer: it may have been sent, and is not repeated.</summary>
    Unknown,

    /// <summary>The provider took it.</summary>
    Accepted,

    /// <summary>The provider reports that it is on its way.</summary>
    Sent,

    /// <summary>It reached the device or mailbox.</summary>
    Delivered,

    /// <summary>The recipient opened it.</summary>
    Read,

    /// <summary>The provider refused it, or could not deliver it.</summary>
    Failed,

    /// <summary>A rule was against it.</summary>
    Cancelled,
}
