namespace Digits.Tests;

public sealed class PictureTests
{
    [Fact]
    public void each_character_holds_two_by_four_pixels()
    {
        byte[] pixels =
        [
            255, 0, 0, 255,
            0, 255, 0, 255,
            127, 0, 128, 0,
            0, 0, 0, 255,
        ];

        Assert.Equal(["\u2811\u289c"], Picture.Draw(pixels, height: 4, width: 4)); // dots 1 and 5; 3, 4, 5 and 8
    }

    [Fact]
    public void what_is_no_multiple_of_a_character_is_drawn_to_its_edge()
    {
        var lines = Picture.Draw([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], height: 5, width: 3);

        Assert.Equal(["\u28ff\u2847", "\u2809\u2801"], lines);
    }
}
