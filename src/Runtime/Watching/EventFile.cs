using System.Buffers.Binary;
using System.Numerics;
using static System.FormattableString;

namespace ModelDsl.Runtime.Watching;

/// <summary>
/// A file of TensorBoard's events: TFRecords, each its length, the length's check, the message and the message's check. A record is written at once and whole, so that a process
/// that dies leaves a file that can be read.
/// </summary>
internal sealed class EventFile
{
    private readonly string _path;
    private readonly TimeProvider _time;

    /// <summary>A new file in a folder, which is made.</summary>
    public EventFile(string folder, TimeProvider time)
    {
        _time = time;
        Directory.CreateDirectory(folder);
        // TensorBoard reads the files of a folder in the order of their names, which begin with the time.
        var name = Invariant($"events.out.tfevents.{time.GetUtcNow().ToUnixTimeSeconds():0000000000}.{Environment.MachineName}.{Environment.ProcessId}");
        int number = 0;
        do _path = Path.Combine(folder, Invariant($"{name}.{number++}"));
        while (File.Exists(_path));
        Write(0, new ProtoWriter().Text(EventFields.FileVersion, "brain.Event:2"));
    }

    /// <summary>Appends an event: what happened, with step and time.</summary>
    public void Write(long step, ProtoWriter what)
    {
        var message = new ProtoWriter().Double(EventFields.WallTime, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds).Int(EventFields.Step, step);
        File.AppendAllBytes(_path, Record([.. message.Written, .. what.Written]));
    }

    internal static byte[] Record(ReadOnlySpan<byte> message)
    {
        const int Head = sizeof(ulong) + sizeof(uint);
        var record = new byte[Head + message.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), Masked(Check(record.AsSpan(0, sizeof(ulong)))));
        message.CopyTo(record.AsSpan(Head));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(Head + message.Length), Masked(Check(message)));
        return record;
    }

    /// <summary>CRC-32C, Castagnoli's polynomial (RFC 3720, B.4).</summary>
    internal static uint Check(ReadOnlySpan<byte> bytes)
    {
        uint check = uint.MaxValue;
        foreach (byte value in bytes) check = BitOperations.Crc32C(check, value);
        return ~check;
    }

    /// <summary>Turned and shifted, as TFRecords have it: a check of data that holds checks is a weak one.</summary>
    internal static uint Masked(uint check) => BitOperations.RotateRight(check, 15) + 0xa282ead8;
}

/// <summary>The numbers of the fields of TensorFlow's event.proto.</summary>
internal static class EventFields
{
    public const int WallTime = 1, Step = 2, FileVersion = 3, Graph = 4, Summary = 5, SessionLog = 7;
}
