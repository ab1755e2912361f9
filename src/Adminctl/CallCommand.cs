using System.CommandLine;
using System.Text.Json;
using Bits.Client;

namespace Adminctl;

/// <summary><c>adminctl call</c></summary>
static class CallCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The call, such as groups.v1/JoinGroup." };
        var request = new Argument<string>("request") { DefaultValueFactory = _ => "{}", Description = "The request as JSON; default {}." };
        var address = new Option<Uri>("--address") { DefaultValueFactory = _ => new("http://127.0.0.1:5080"), Description = "Where the backend listens." };
        var token = new Option<string>("--token") { Required = true, Description = "A bearer token; in Development from: adminctl token --user NAME." };
        var command = new Command("call", "Make a call over HTTP, as any client does, and print the answer.") { name, request, address, token };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(name), parsed.GetRequiredValue(request), parsed.GetRequiredValue(address), parsed.GetRequiredValue(token), ct));
        return command;
    }

    static async Task<int> RunAsync(string name, string request, Uri address, string token, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = address };
        try
        {
            var body = JsonDocument.Parse(request).RootElement;
            Console.WriteLine(await new BitsClient(http, _ => ValueTask.FromResult(token)).CallAsync(name, body, ct));
            return ExitCodes.Done;
        }
        catch (JsonException e)
        {
            throw new CommandException($"request: is not JSON: {e.Message}");
        }
        catch (ArgumentException e)
        {
            throw new CommandException(e.Message);
        }
        catch (BitsFaultException e)
        {
            throw new CommandException($"{e.Reason}: {e.Message}");
        }
        catch (HttpRequestException e)
        {
            throw new CommandException($"--address: {address} does not answer: {e.Message}");
        }
    }
}
