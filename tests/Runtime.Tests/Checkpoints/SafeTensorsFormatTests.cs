using System.Buffers.Binary;
using System.Text;
using ModelDsl.Runtime.Checkpoints;

namespace ModelDsl.Runtime.Tests.Checkpoints;

public sealed class SafeTensorsFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void names_types_shapes_metadata_and_data_are_read()
    {
        using var file = SafeTensorsFile.Open(Write("""
            {
                "__metadata__": { "model": "Tiny" },
                "b": { "dtype": "U8", "shape": [3], "data_offsets": [8, 11] },
                "a": { "dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8] }
            }
            """, [0, 0, 128, 63, 0, 0, 0, 64, 7, 8, 9]));

        Assert.Equal(["b", "a"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("F32 [2, 1]", file.Find("a")!.Describe());
        Assert.Equal("Tiny", file.Metadata["model"]);
        var bytes = new byte[2];
        file.Read(file.Find("b")!, 1, bytes);
        Assert.Equal([8, 9], bytes);
        Assert.Null(file.Find("c"));
    }

    [Fact]
    public void a_single_number_and_an_empty_tensor_are_tensors_too()
    {
        using var file = SafeTensorsFile.Open(Write("""
            {"none":{"dtype":"F32","shape":[0,5],"data_offsets":[0,0]},"one":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}
            """, new byte[8]));

        Assert.Equal("F64 []", file.Find("one")!.Describe());
        Assert.Equal(0, file.Find("none")!.Length);
    }

    [Theory]
    [InlineData("""[1]""", 0, "not a safetensors file: its header is not a JSON object")]
    [InlineData("""{"a":""", 0, "not a safetensors file: its header is not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "the header of tensor 'a' lacks a proper dtype, shape or data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "lacks a proper dtype, shape or data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "lacks a proper dtype, shape or data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "lacks a proper dtype, shape or data_offsets")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "tensor 'a' has the unknown dtype 'F31'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4,
        "tensor 'a', F32 [2], takes 8 bytes, but its data_offsets are [0, 4]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4,
        "tensor 'a', F32 [1], takes 4 bytes, but its data_offsets are [4, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,0]}}""", 0,
        "takes 9223372036854775807 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6,
        "tensor 'b' begins at data byte 2, inside 'a', which ends at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12,
        "tensor 'b' begins at data byte 8, not right behind 'a', which ends at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3,
        "the file is cut short: its tensors take 4 bytes, but 3 follow the header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5,
        "the file is too long: its tensors take 4 bytes, but 5 follow the header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8,
        "its header is not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[18446744073709551612,18446744073709551616]}}""", 0,
        "lacks a proper dtype, shape or data_offsets")]
    [InlineData("""{"__metadata__":{"epoch":3}}""", 0, "__metadata__ 'epoch' is not text")]
    public void a_file_that_breaks_the_format_is_an_error_that_says_how(string json, int dataLength, string message)
    {
        var path = Write(json, new byte[dataLength]);

        var e = Assert.Throws<CheckpointException>(() => SafeTensorsFile.Open(path));
        Assert.StartsWith(path + ": ", e.Message);
        Assert.Contains(message, e.Message);
        Assert.Equal(path, e.Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("PK\u0003\u0004 and more: a PyTorch archive is a zip file")]
    public void a_foreign_file_is_no_safetensors_file(string content)
    {
        var path = _folder.Write("foreign", Encoding.Latin1.GetBytes(content));

        Assert.Contains("not a safetensors file", Assert.Throws<CheckpointException>(() => SafeTensorsFile.Open(path)).Message);
    }

    [Fact]
    public void what_is_written_is_aligned_and_in_order()
    {
        using var a = Tensor.From<float>([1, 2], [2, 1]);
        using var b = Tensor.From<long>([-1], []);
        SafeTensorsWriter.Write(_folder["out"], [("a", a), ("b", b)], new Dictionary<string, string> { ["model"] = "Ä" });
        var bytes = File.ReadAllBytes(_folder["out"]);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);

        Assert.Equal(0, (8 + header) % 8);
        Assert.Equal([0, 0, 128, 63, 0, 0, 0, 64, 255, 255, 255, 255, 255, 255, 255, 255], bytes[(8 + header)..]);
        using var file = SafeTensorsFile.Open(_folder["out"]);
        Assert.Equal(["F32 [2, 1]", "I64 []"], file.Tensors.Select(tensor => tensor.Describe()));
        Assert.Equal("Ä", file.Metadata["model"]);
    }

    [Fact]
    public void a_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using var good = Tensor.From<float>([1], [1]);
        SafeTensorsWriter.Write(_folder["out"], [("a", good)], new Dictionary<string, string>());
        var before = File.ReadAllBytes(_folder["out"]);
        var gone = Tensor.From<float>([1], [1]);
        gone.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => SafeTensorsWriter.Write(_folder["out"], [("a", good), ("b", gone)], new Dictionary<string, string>()));
        Assert.Equal(before, File.ReadAllBytes(_folder["out"]));
        Assert.Equal([_folder["out"]], Directory.GetFiles(_folder.Path));
    }

    private string Write(string json, byte[] data)
    {
        var header = Encoding.UTF8.GetBytes(json);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return _folder.Write("file", [.. length, .. header, .. data]);
    }
}
