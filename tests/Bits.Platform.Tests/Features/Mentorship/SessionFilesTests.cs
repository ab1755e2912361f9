using System.Text.Json;

namespace Bits.Platform.Tests.Features.Mentorship;

/// <summary>The calendar files of sessions as another program reads them: ical.js, the parser of Thunderbird.</summary>
[Slow]
public sealed class SessionFilesTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const string Read = """
        const ical = require(process.argv[1]);
        const events = JSON.parse(require('fs').readFileSync(process.argv[2])).map(text => {
            const calendar = new ical.Component(ical.parse(text));
            const event = new ical.Event(calendar.getFirstSubcomponent('vevent'));
            return [
                calendar.getAllSubcomponents().length, event.uid, event.sequence, event.startDate.toJSDate().toISOString(),
                event.duration.toSeconds(), event.location, event.description, event.component.getFirstPropertyValue('status')];
        });
        console.log(JSON.stringify(events));
        """;

    static readonly string[] Texts =
    [
        "Hall 3, second floor; ask for \"Grids\"", @"C:\rooms\7, or \n literally", "नमस्ते कक्ष, तीन; " + string.Concat(Enumerable.Repeat("नमस्ते ", 20)),
        "Ends in a comma,", "a:b;c=d,e", "👨‍👩‍👧‍👦 " + new string('x', 60) + "é👍🏽 after the fold", "BEGIN:VEVENT", "https://meet.example.org/a?b=1&c=%20;d",
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_program_reads_what_was_planned()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (_, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.ActivateAsync(mentee);
        var startsAt = new DateTimeOffset(TimeProvider.System.GetUtcNow().Year + 1, 3, 29, 1, 30, 0, TimeSpan.FromHours(5.5));
        var (sessions, files) = (new List<Guid>(), new List<string>());
        foreach (var text in Texts)
        {
            var session = (await world.CallAsync(
                mentee, "PlanSession", new { pairId = pair, startsAt, minutes = 45, place = text, agenda = $"{text}\nsecond line" })).GetProperty("sessionId").GetGuid();
            sessions.Add(session);
            files.Add((await world.CallAsync(mentee, "GetSessionCalendar", new { pairId = pair, sessionId = session })).GetProperty("content").GetString()!);
        }

        var read = await ReadAsync(files);

        for (var i = 0; i < Texts.Length; i++)
            Assert.Equal(
                JsonSerializer.Serialize(new object[]
                {
                    1, $"mentorship-session-{sessions[i]}", 0, startsAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
                    2_700, Texts[i], $"{Texts[i]}\nsecond line", "CONFIRMED",
                }),
                JsonSerializer.Serialize(read[i]));
    }

    static async Task<JsonElement> ReadAsync(List<string> files)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(files), Ct);
            var parser = await NpmPackage.FileAsync("ical.js@2.2.1", "dist/ical.es5.min.cjs", Ct);
            await using var node = ProgramProcess.Start("node", ["-e", Read, parser, file], new Dictionary<string, string?>());
            Assert.True(await node.ExitAsync(Ct) == 0, node.Output);
            return JsonSerializer.Deserialize<JsonElement>(node.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
