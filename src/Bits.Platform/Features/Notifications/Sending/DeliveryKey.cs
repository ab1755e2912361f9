namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Names a delivery.</summary>
/// <param name="NotificationId">The notification.</param>
/// <param name="Channel">The channel.</param>
/// <param name="RecipientId">The recipient.</param>
readonly record struct DeliveryKey(Guid NotificationId, string Channel, Guid RecipientId)
{
    /// <summary>Gets the id of its message: the same for each attempt, so that reports find it.</summary>
    public string MessageId => $"{NotificationId:N}.{Channel}.{RecipientId:N}";
}
