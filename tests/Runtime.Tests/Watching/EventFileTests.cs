using System.Text;
using ModelDsl.Runtime.Watching;

namespace ModelDsl.Runtime.Tests.Watching;

public sealed class EventFileTests
{
    /// <summary>RFC 3720, B.4, and the check value that catalogues of CRCs give.</summary>
    public static TheoryData<byte[], uint> Known => new()
    {
        { new byte[32], 0x8a9136aa },
        { [.. Enumerable.Repeat((byte)0xff, 32)], 0x62a8ab43 },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46dd794e },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113fdb5c },
        { Encoding.ASCII.GetBytes("123456789"), 0xe3069283 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void the_check_is_castagnolis(byte[] bytes, uint check) => Assert.Equal(check, EventFile.Check(bytes));

    [Fact]
    public void a_record_is_the_one_that_tensorflow_writes()
    {
        // The first record of every file: wall time 0, step 0, "brain.Event:2"; the length's check is known for 24 bytes.
        var record = EventFile.Record(new byte[24]);
        Assert.Equal("180000000000000" + "0", Convert.ToHexString(record.AsSpan(0, 8)));
        Assert.Equal("A37F4B22", Convert.ToHexString(record.AsSpan(8, 4)));
        Assert.Equal(24 + 16, record.Length);
    }

    [Fact]
    public void messages_are_read_as_they_were_written()
    {
        var message = new ProtoReader(new ProtoWriter()
            .Int(1, 300).Int(2, -1).Double(3, 0.1).Float(4, -2.5f).Text(5, "ä").Doubles(6, [1, 2.5]).Message(20, new ProtoWriter().Int(1, 0)).Written.ToArray());

        Assert.Equal(300, message.One<long>(1));
        Assert.Equal(-1, message.One<long>(2));
        Assert.Equal(0.1, message.One<double>(3));
        Assert.Equal(-2.5f, message.One<float>(4));
        Assert.Equal("ä", message.Text(5));
        Assert.Equal([1, 2.5], message.Doubles(6));
        Assert.Equal(0, message.Message(20).One<long>(1));
    }

    [Fact]
    public void a_number_is_the_bytes_of_the_specification() =>
        // protobuf.dev/programming-guides/encoding: field 1 with 150.
        Assert.Equal("089601", Convert.ToHexString(new ProtoWriter().Int(1, 150).Written));
}
