using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Rpc;

public sealed class PageCursorsTests
{
    static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    readonly PageCursors _cursors = new(Key, "groups.v1/ListPosts\nasha\ngroupId=1");

    [Fact]
    public void A_cursor_reads_what_it_writes()
    {
        var place = new Place(7, "ü");

        Assert.Equal(place, _cursors.Read<Place>(_cursors.Write(place)));
        Assert.Null(_cursors.Read<Place>(null));
    }

    [Theory]
    [InlineData("groups.v1/ListPosts\nbikram\ngroupId=1")]
    [InlineData("groups.v1/ListPosts\nasha\ngroupId=2")]
    [InlineData("notifications.v1/ListInbox\nasha\ngroupId=1")]
    public void A_cursor_of_another_caller_call_or_question_is_refused(string binding)
    {
        var foreign = new PageCursors(Key, binding).Write(new Place(7, ""));

        AssertRefused(foreign);
    }

    [Fact]
    public void A_cursor_with_any_character_changed_is_refused()
    {
        var cursor = _cursors.Write(new Place(7, "here"));

        for (var i = 0; i < cursor.Length; i++)
        {
            var changed = cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..];
            if (!System.Buffers.Text.Base64Url.DecodeFromChars(cursor).SequenceEqual(Decoded(changed)))
                AssertRefused(changed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQ")]
    [InlineData("no base64!")]
    [InlineData("ééé")]
    public void What_is_no_cursor_is_refused(string cursor) => AssertRefused(cursor);

    static byte[] Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var length) ? bytes[..length] : [];
    }

    void AssertRefused(string cursor)
    {
        var fault = Assert.Throws<FaultException>(() => _cursors.Read<Place>(cursor));

        Assert.Equal("cursor", Assert.Single(fault.Fields).Field);
    }

    readonly record struct Place(int Rank, string Name);
}
