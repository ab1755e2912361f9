namespace Bits.Load.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("no-such-scenario", "  membership ")]
    [InlineData("membership --scale medium", "--scale")]
    [InlineData("membership --clients 0", "--clients")]
    [InlineData("jobs-flat --soak-minutes 601", "--soak-minutes")]
    [InlineData("search --documents 1999", "--documents")]
    [InlineData("membership --fast", "--fast")]
    [InlineData("recommend . --model best", "--model")]
    [InlineData("rpc --database postgres://nobody@127.0.0.1:1/nothing", "--database")]
    public async Task A_wrong_command_line_is_refused_and_says_what_is_wrong(string arguments, string said)
    {
        var (exit, output) = await LoadProcess.RunAsync(arguments.Split(' '));

        Assert.Equal(2, exit);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }
}
