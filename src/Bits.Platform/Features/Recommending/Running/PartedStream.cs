namespace Bits.Platform.Features.Recommending.Running;

/// <summary>A stream over pieces of bytes, written once and read from the start: no array of the whole.</summary>
sealed class PartedStream : Stream
{
    const int PartSize = 4 << 20;

    readonly List<ReadOnlyMemory<byte>> _parts;
    byte[] _open = [];
    int _filled;
    int _part;
    int _place;

    /// <summary>Creates an empty stream to write.</summary>
    public PartedStream() => _parts = [];

    /// <summary>Creates a stream that reads pieces.</summary>
    public PartedStream(IEnumerable<byte[]> parts) => _parts = [.. parts.Select(part => new ReadOnlyMemory<byte>(part))];

    /// <summary>Ends the writing.</summary>
    /// <returns>The pieces in order.</returns>
    public IReadOnlyList<ReadOnlyMemory<byte>> Complete()
    {
        Close(PartSize);
        return _parts;
    }

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_filled == _open.Length)
                Close(PartSize);
            var count = Math.Min(buffer.Length, _open.Length - _filled);
            buffer[..count].CopyTo(_open.AsSpan(_filled));
            _filled += count;
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        while (_part < _parts.Count && _place == _parts[_part].Length)
            (_part, _place) = (_part + 1, 0);
        if (_part == _parts.Count)
            return 0;

        var count = Math.Min(buffer.Length, _parts[_part].Length - _place);
        _parts[_part].Span.Slice(_place, count).CopyTo(buffer);
        _place += count;
        return count;
    }

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    void Close(int next)
    {
        if (_filled > 0)
            _parts.Add(_open.AsMemory(0, _filled));
        (_open, _filled) = (new byte[next], 0);
    }
}
