using System.Runtime.InteropServices;
using System.Text;
using Bits.Recommender.Affinity;
using Bits.Recommender.Blending;

namespace Bits.Recommender;

public sealed partial class RecommenderModel
{
    const int Format = 1;

    /// <summary>Writes the model to a stream, for <see cref="Load"/> of the same version of the package.</summary>
    /// <remarks>About 4 bytes for each pair of items of the head, and 800 for each item.</remarks>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Format);
        writer.Write(_items.Length);
        for (var item = 0; item < _items.Length; item++)
            writer.Write(_items[item]);
        foreach (var isRetired in _isRetired)
            writer.Write(isRetired);
        SaveOptions(writer);
        SaveAffinity(writer);
        SaveBlend(writer);
        SaveReport(writer);
    }

    /// <summary>Reads a model that <see cref="Save"/> has written.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version, or end early.</exception>
    public static RecommenderModel Load(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadInt32() is var format && format != Format)
                throw new InvalidDataException($"The model has format {format}, not {Format}. Train again.");

            var items = new string[reader.ReadInt32()];
            for (var item = 0; item < items.Length; item++)
                items[item] = reader.ReadString();
            var isRetired = new bool[items.Length];
            for (var item = 0; item < items.Length; item++)
                isRetired[item] = reader.ReadBoolean();
            var options = LoadOptions(reader);
            var affinity = LoadAffinity(reader, items.Length);
            var (blend, popularity) = LoadBlend(reader, items.Length);
            return new(items, affinity, blend, popularity, options, LoadReport(reader), isRetired);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The model ends early. Train again.", e);
        }
    }

    void SaveOptions(BinaryWriter writer)
    {
        writer.Write(_options.HeadItems);
        writer.Write(_options.NeighboursPerItem);
        writer.Write(_options.ItemsPerUser);
    }

    static RecommenderOptions LoadOptions(BinaryReader reader) => new()
    {
        HeadItems = reader.ReadInt32(),
        NeighboursPerItem = reader.ReadInt32(),
        ItemsPerUser = reader.ReadInt32(),
    };

    void SaveAffinity(BinaryWriter writer)
    {
        writer.Write(_affinity.Head.Count);
        Write<float>(writer, _affinity.Head.Values);
        writer.Write(_affinity.TailScale);
        Write<float>(writer, _affinity.Lists!.Norms);
        for (var item = 0; item < _items.Length; item++)
        {
            writer.Write(_affinity.Lists.Ids[item].Length);
            Write<int>(writer, _affinity.Lists.Ids[item]);
            Write<float>(writer, _affinity.Lists.Counts[item]);
        }
    }

    static AffinityModel LoadAffinity(BinaryReader reader, int items)
    {
        var head = reader.ReadInt32();
        var values = Read<float>(reader, head * head);
        var scale = reader.ReadSingle();
        var lists = new NeighbourLists(new int[items][], new float[items][], Read<float>(reader, items));
        for (var item = 0; item < items; item++)
        {
            var count = reader.ReadInt32();
            (lists.Ids[item], lists.Counts[item]) = (Read<int>(reader, count), Read<float>(reader, count));
        }

        return new(new(head, values), lists, scale);
    }

    void SaveBlend(BinaryWriter writer)
    {
        writer.Write(_blend.Affinity);
        writer.Write(_blend.Softness);
        Write<float>(writer, _blend.Popularity);
        writer.Write(_popularity.Now);
        foreach (var sums in _popularity.Sums)
            Write<double>(writer, sums);
    }

    static (Blend, Popularity) LoadBlend(BinaryReader reader, int items)
    {
        var speeds = Popularity.HalfLives.Count;
        var blend = new Blend(reader.ReadSingle(), reader.ReadSingle(), Read<float>(reader, speeds));
        var now = reader.ReadUInt32();
        return (blend, new([.. Enumerable.Range(0, speeds).Select(_ => Read<double>(reader, items))], now));
    }

    void SaveReport(BinaryWriter writer)
    {
        foreach (var count in new[] { Report.Users, Report.Items, Report.Pairs, Report.HeadItems, Report.BlendChoices })
            writer.Write(count);
        foreach (var share in new[] { Report.HeadShare, Report.Regularization, Report.Damping, Report.TailScale, Report.AffinityWeight })
            writer.Write(share);
        writer.Write(Report.IsBlendByTime);
        foreach (var halfLife in Popularity.HalfLives)
            writer.Write(Report.PopularityWeights[halfLife]);
    }

    static TrainingReport LoadReport(BinaryReader reader)
    {
        var counts = Enumerable.Range(0, 5).Select(_ => reader.ReadInt32()).ToArray();
        var shares = Enumerable.Range(0, 5).Select(_ => reader.ReadDouble()).ToArray();
        return new(
            counts[0], counts[1], counts[2], counts[3], shares[0], shares[1], shares[2], shares[3], counts[4], reader.ReadBoolean(), shares[4],
            Popularity.HalfLives.ToDictionary(halfLife => halfLife, _ => reader.ReadDouble()));
    }

    static void Write<T>(BinaryWriter writer, ReadOnlySpan<T> values) where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(values));

    static T[] Read<T>(BinaryReader reader, int count) where T : unmanaged
    {
        var values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
