using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>An event as stored, and its place in the seals.</summary>
sealed record AuditRow
{
    /// <summary>The columns in the order of <see cref="Read"/> and the leaf.</summary>
    public required IReadOnlyList<string?> Sealed { get; init; }

    public required Guid Id { get; init; }

    public required ulong Xid { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Class { get; init; }

    public required string? Personal { get; init; }

    public required byte[]? Salt { get; init; }

    public required byte[]? PersonalHash { get; init; }

    /// <summary>Gets the person of the personal part, if it may have been erased.</summary>
    public IEnumerable<Guid> Persons => new[] { Sealed[7], Sealed[11] == "user" ? Sealed[12] : null }
        .Select(text => Guid.TryParse(text, out var id) ? id : (Guid?)null).OfType<Guid>();

    /// <summary>Gets the first day of its month in UTC, which names its partition.</summary>
    public DateOnly Month => new(At.UtcDateTime.Year, At.UtcDateTime.Month, 1);

    /// <summary>Returns whether the personal part equals the sealed one, or is erased.</summary>
    public bool PersonalIsGenuine => Personal is null
        || (Salt is not null && PersonalHash is not null
            && AuditEvent.PersonalHash(Salt, Personal).AsSpan().SequenceEqual(PersonalHash));

    /// <summary>Hashes a row: SHA-256 over a zero byte (RFC 6962, 2.1) and each column as presence, length and UTF-8.
    /// Two different rows never have the same encoding.</summary>
    public byte[] Leaf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        foreach (var value in Sealed)
            AppendTo(hash, value is null ? null : Encoding.UTF8.GetBytes(value));
        AppendTo(hash, PersonalHash);
        return hash.GetHashAndReset();
    }

    internal static void AppendTo(IncrementalHash hash, byte[]? value)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = value is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], value?.Length ?? 0);
        hash.AppendData(head);
        hash.AppendData(value ?? []);
    }

    public static AuditRow Read(NpgsqlDataReader row)
    {
        var at = row.GetFieldValue<DateTimeOffset>(1);
        var values = new string?[20];
        for (var i = 0; i < values.Length; i++)
            values[i] = i == 1 ? Microseconds(at) : row.NullableString(i);

        return new()
        {
            Sealed = values,
            Id = Guid.Parse(values[0]!),
            At = at,
            Xid = ulong.Parse(values[2]!, CultureInfo.InvariantCulture),
            Class = values[3]!,
            Personal = row.NullableString(20),
            Salt = row.IsDBNull(21) ? null : row.GetFieldValue<byte[]>(21),
            PersonalHash = row.IsDBNull(22) ? null : row.GetFieldValue<byte[]>(22),
        };
    }

    static string Microseconds(DateTimeOffset at) =>
        (at.UtcTicks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
}
