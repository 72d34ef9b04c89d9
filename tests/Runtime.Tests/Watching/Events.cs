using System.Buffers.Binary;

namespace ModelDsl.Runtime.Tests.Watching;

/// <summary>Reads a file of events as TensorBoard does: every record's checks must be right.</summary>
internal static class Events
{
    public static List<ProtoReader> Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        var events = new List<ProtoReader>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(Masked(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            byte[] message = bytes[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(message), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            events.Add(new ProtoReader(message));
            at += length + 16;
        }

        return events;
    }

    /// <summary>The values with a tag, each with its event's step.</summary>
    public static List<(long Step, ProtoReader Value)> Tagged(this IEnumerable<ProtoReader> events, string tag) =>
        [.. from e in events
            where e.Has(5)
            from value in e.Message(5).Messages(1)
            where value.Text(1) == tag
            select (e.One<long>(2), value)];

    /// <summary>CRC-32C bit by bit, with the reflected polynomial 0x82F63B78, and TFRecord's mask.</summary>
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint check = ~0u;
        foreach (byte value in bytes)
        {
            check ^= value;
            for (int bit = 0; bit < 8; bit++) check = (check & 1) == 0 ? check >> 1 : 0x82F63B78 ^ (check >> 1);
        }

        check = ~check;
        return unchecked(((check >> 15) | (check << 17)) + 0xa282ead8u);
    }
}
