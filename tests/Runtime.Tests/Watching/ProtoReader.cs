using System.Buffers.Binary;
using System.Text;

namespace ModelDsl.Runtime.Tests.Watching;

/// <summary>A message of Protocol Buffers taken apart, by the rules of its specification and with nothing of the writer's.</summary>
internal sealed class ProtoReader
{
    private readonly List<(int Field, object Value)> _fields = [];

    public ProtoReader(byte[] bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ulong tag = Varint(bytes, ref at);
            _fields.Add(((int)(tag >> 3), (tag & 7) switch
            {
                0 => (object)(long)Varint(bytes, ref at),
                1 => BinaryPrimitives.ReadDoubleLittleEndian(Take(bytes, ref at, 8)),
                2 => Take(bytes, ref at, (int)Varint(bytes, ref at)),
                5 => BinaryPrimitives.ReadSingleLittleEndian(Take(bytes, ref at, 4)),
                var kind => throw new InvalidDataException($"There is no wire type {kind}."),
            }));
        }
    }

    public IEnumerable<T> All<T>(int field) => _fields.Where(f => f.Field == field).Select(f => (T)f.Value);

    public T One<T>(int field) => All<T>(field).Single();

    public string Text(int field) => Encoding.UTF8.GetString(One<byte[]>(field));

    public bool Has(int field) => _fields.Any(f => f.Field == field);

    public IEnumerable<ProtoReader> Messages(int field) => All<byte[]>(field).Select(bytes => new ProtoReader(bytes));

    public ProtoReader Message(int field) => Messages(field).Single();

    public double[] Doubles(int field) => [.. One<byte[]>(field).Chunk(8).Select(bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes))];

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    private static byte[] Take(byte[] bytes, ref int at, int count) => bytes[at..(at += count)];
}
