using System.CommandLine;
using System.Text.Json;
using Bits.Client;

namespace Adminctl.Calls;

/// <summary><c>adminctl call</c></summary>
static class CallCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The call, such as groups.v1/JoinGroup." };
        var request = new Argument<string>("request") { DefaultValueFactory = _ => "{}", Description = "The request as JSON. Default {}." };
        var address = CommandOptions.Address();
        var token = new Option<string>("--token") { Required = true, Description = "A bearer token. In Development: adminctl token --user NAME." };
        var command = new Command("call", "Make a call over HTTP and print the answer.") { name, request, address, token };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(name), parsed.GetRequiredValue(request), parsed.GetRequiredValue(address), parsed.GetRequiredValue(token), ct));
        return command;
    }

    static async Task<int> RunAsync(string name, string request, Uri address, string token, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = address };
        if (!BitsClient.Calls.ContainsKey(name))
            throw new CommandException($"There is no call {name}; there are {string.Join(", ", BitsClient.Calls.Keys)}.");
        var body = ReadRequest(request);
        RequireToken(token);
        try
        {
            Console.WriteLine(await new BitsClient(http, _ => ValueTask.FromResult(token)).CallAsync(name, body, ct));
            return ExitCodes.Done;
        }
        catch (BitsFaultException e)
        {
            throw new CommandException($"{e.Reason}: {e.Message}");
        }
        catch (JsonException)
        {
            throw new CommandException($"--address: {address} is not the platform. Give the backend's address.");
        }
        catch (HttpRequestException e)
        {
            throw new CommandException($"--address: {address} does not answer: {e.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new CommandException($"--address: {address} does not answer within {http.Timeout.TotalSeconds:0} s.");
        }
    }

    static JsonElement ReadRequest(string request)
    {
        try
        {
            return JsonDocument.Parse(request).RootElement is { ValueKind: JsonValueKind.Object } body
                ? body
                : throw new CommandException("request: is not a JSON object; write {} for an empty one.");
        }
        catch (JsonException e)
        {
            throw new CommandException($"request: is not JSON: {e.Message}");
        }
    }

    // Checks the token here: HTTP would fail without naming the option.
    static void RequireToken(string token)
    {
        if (token.Length == 0 || !token.All(c => c is > ' ' and <= '~'))
            throw new CommandException("--token: is not a token. In Development: adminctl token --user NAME");
    }
}
