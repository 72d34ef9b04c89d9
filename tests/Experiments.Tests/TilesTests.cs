using ModelDsl.Runtime.Data;

namespace Experiments.Tests;

public sealed class TilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void pictures_stand_in_rows_and_what_is_left_of_the_last_row_is_black()
    {
        var path = Path.Combine(_folder, "tiles.png");
        Tiles.Write(path, [0, 0.2f, 0.4f, 0.6f, 0.8f, 1, 2, -1, 0.2f, 0.2f, 0.2f, 0.2f], side: 2, across: 2);
        byte[] expected =
        [
            0, 51, 204, 255,
            102, 153, 255, 0,
            51, 51, 0, 0,
            51, 51, 0, 0,
        ];
        Assert.Equal(PngFile.Encode(expected, 4, 4), File.ReadAllBytes(path));
    }
}
