using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using Bits.Platform.Features.Notifications;

namespace Adminctl.Notifications;

/// <summary><c>adminctl notifications explain | push-keys</c></summary>
static class NotificationsCommands
{
    public static Command Create() => new("notifications", "Explain notifications, and create the keys of web push.")
    {
        Explain(), PushKeys(),
    };

    static Command Explain()
    {
        var (user, json) = (CommandOptions.User(), CommandOptions.Json());
        var notification = new Option<Guid>("--notification")
        {
            HelpName = "ID",
            Required = true,
            Description = "The notification, as the console lists it.",
        };
        var command = new Command(
            "explain", "Explain why a notification came to a user on each channel, or did not, and name the rule.")
        {
            user, notification, json,
        };
        command.SetAction((parsed, ct) => ExplainAsync(
            parsed.GetRequiredValue(user), parsed.GetRequiredValue(notification), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ExplainAsync(string login, Guid notification, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var account = await ActingPrincipal.FindAccountAsync(session, login, ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var channels = await session.Get<DeliveryExplanations>().ListAsync(db, notification, account.Id, ct)
            ?? throw new CommandException($"There is no notification {notification}. Give the id that the console or the ledger lists.");

        if (json)
            AdminOutput.Json(channels);
        else
            AdminOutput.Table(
                ["channel", "state", "rule", "why", "since", "error"],
                channels.Select(channel => (string[])
                [
                    channel.Channel, channel.State is { } state ? AdminOutput.Word(state) : "", channel.Rule is { } rule ? AdminOutput.Word(rule) : "", channel.Text,
                    AdminOutput.Time(channel.At), channel.Error ?? "",
                ]));
        return ExitCodes.Done;
    }

    static Command PushKeys()
    {
        var command = new Command(
            "push-keys", "Create the keys of web push (VAPID). Put them into the configuration once: browsers are bound to them.");
        command.SetAction(_ => CreateKeys());
        return command;
    }

    static int CreateKeys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        byte[] point = [4, .. parameters.Q.X!, .. parameters.Q.Y!]; // uncompressed (SEC 1, 2.3.3)

        Console.WriteLine($"Notifications__Push__PublicKey={Base64Url.EncodeToString(point)}");
        Console.WriteLine($"Notifications__Push__PrivateKey={Base64Url.EncodeToString(parameters.D!)}");
        return ExitCodes.Done;
    }
}
