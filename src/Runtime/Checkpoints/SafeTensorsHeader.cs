using System.Buffers.Binary;
using System.Text.Json;
using static System.FormattableString;

namespace ModelDsl.Runtime.Checkpoints;

/// <summary>The JSON header of a safetensors file, checked in every point before anything in it is believed.</summary>
internal static class SafeTensorsHeader
{
    /// <summary>The header's length comes first, as a little-endian 64-bit number.</summary>
    public const int LengthBytes = 8;

    private const string MetadataKey = "__metadata__";
    private const int Alignment = 8;

    /// <summary>The header with its length, padded with spaces so that the data begins at a multiple of 8 bytes.</summary>
    public static byte[] Write(IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        stream.Write(stackalloc byte[LengthBytes]);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
            foreach (var tensor in tensors) WriteTensor(json, tensor);
            json.WriteEndObject();
        }

        while (stream.Length % Alignment != 0) stream.WriteByte((byte)' ');
        var header = stream.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - LengthBytes);
        return header;
    }

    /// <summary>The tensors in the order of the header, and the metadata.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="json">The header without its length.</param>
    /// <param name="dataLength">Bytes in the file after the header.</param>
    /// <exception cref="CheckpointException">The header breaks a rule of the format.</exception>
    public static (IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Parse(
        string path, ReadOnlyMemory<byte> json, long dataLength)
    {
        using var document = ParseJson(path, json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw Foreign(path, "its header is not a JSON object");
        var tensors = new List<SafeTensor>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Name == MetadataKey) ReadMetadata(path, property.Value, metadata);
            else tensors.Add(ReadTensor(path, property.Name, property.Value));
        }

        CheckOffsets(path, tensors, dataLength);
        return (tensors, metadata);
    }

    private static void WriteTensor(Utf8JsonWriter json, SafeTensor tensor)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type);
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(tensor.Offset);
        json.WriteNumberValue(tensor.Offset + tensor.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static JsonDocument ParseJson(string path, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        }
        catch (JsonException e)
        {
            throw Foreign(path, $"its header is not valid JSON ({e.Message})", e);
        }
    }

    private static void ReadMetadata(string path, JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Foreign(path, $"{MetadataKey} is not a JSON object");
        foreach (var entry in value.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String) throw Foreign(path, $"{MetadataKey} '{entry.Name}' is not text");
            metadata.Add(entry.Name, entry.Value.GetString()!);
        }
    }

    private static SafeTensor ReadTensor(string path, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || !TryReadNumbers(shape, out long[] sizes)
            || !value.TryGetProperty("data_offsets", out var offsets) || !TryReadNumbers(offsets, out long[] range) || range.Length != 2)
        {
            throw Foreign(path, $"the header of tensor '{name}' lacks a proper dtype, shape or data_offsets");
        }

        var typeName = type.GetString()!;
        if (SafeTensorType.SizeOf(typeName) is not { } elementSize)
            throw new CheckpointException(path, $"tensor '{name}' has the unknown dtype '{typeName}'");
        Int128 length = elementSize;
        foreach (long size in sizes) length = Int128.Min(length * size, long.MaxValue);
        if (range[1] - range[0] != length)
        {
            var tensor = $"tensor '{name}', {SafeTensor.Describe(typeName, sizes)},";
            throw new CheckpointException(path,
                Invariant($"{tensor} takes {length} bytes, but its data_offsets are [{range[0]}, {range[1]}]"));
        }

        return new SafeTensor(name, typeName, sizes, range[0], (long)length);
    }

    private static bool TryReadNumbers(JsonElement array, out long[] numbers)
    {
        numbers = [];
        if (array.ValueKind != JsonValueKind.Array) return false;
        var read = new List<long>();
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0) return false;
            read.Add(number);
        }

        numbers = [.. read];
        return true;
    }

    /// <summary>The format wants the tensors to cover the data exactly: no overlap, no hole, nothing after the last.</summary>
    private static void CheckOffsets(string path, List<SafeTensor> tensors, long dataLength)
    {
        long end = 0;
        string previous = "the header";
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Length))
        {
            if (tensor.Offset != end)
            {
                var place = tensor.Offset < end ? "inside" : "not right behind";
                throw new CheckpointException(path,
                    Invariant($"tensor '{tensor.Name}' begins at data byte {tensor.Offset}, {place} {previous}, which ends at {end}"));
            }

            end += tensor.Length;
            previous = $"'{tensor.Name}'";
        }

        if (end == dataLength) return;
        var fault = dataLength < end ? "cut short" : "too long";
        throw new CheckpointException(path,
            Invariant($"the file is {fault}: its tensors take {end} bytes, but {dataLength} follow the header"));
    }

    public static CheckpointException Foreign(string path, string reason, Exception? inner = null) =>
        new(path, $"not a safetensors file: {reason}", inner);
}
