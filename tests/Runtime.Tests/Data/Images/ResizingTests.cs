using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class ResizingTests
{
    /// <summary>The pixels of <see cref="SmallImages.RgbPng"/>.</summary>
    private static readonly Picture Random = new(Pixels((string)SmallImages.All.Single(row => (string)row[0] == nameof(SmallImages.RgbPng))[2]), 3, 4, 5);

    [Fact]
    public void the_same_size_is_the_same_picture() => Assert.Equal(Random.Pixels, Random.Resize(3, 4, 5).Pixels);

    /// <summary>Expected is what torch.nn.functional.interpolate gives with mode='bilinear' and align_corners=False.</summary>
    [Fact]
    public void a_larger_picture_is_interpolated_between_centres() => Same(
        "6a72804900529ed7f979889f6a2174bddcee92aad19f56acefe3dc4b6da5865184aeb5b9022a6d664d58678496051a3c638a72647a8807101e61b082"
        + "62747f98a3b470157ac6b4a98c97a880496e8e9ba2798393999d5b3372979b9ea397876f68a4c9c3bcb18d637fa0d7f8e4c7986b3d4c67b1def8ce89"
        + "55252c429acef9e9cde0fdac6e808adbd2c1c8d595636b70acadaea39671524b47717781817e6c5a4a40444b5760686b69564b8373584534618ba4b3"
        + "ab8c5935145ca0d4f4", Random.Resize(3, 7, 9));

    /// <summary>Expected is the mean of the area of each pixel, computed by two matrix products in NumPy.</summary>
    [Fact]
    public void a_smaller_picture_is_the_mean_of_the_area_that_each_pixel_covers() => Same("71aa759f37798b8c9b909f80d6857b58638f", Random.Resize(3, 3, 2));

    [Fact]
    public void a_whole_number_of_pixels_is_averaged()
    {
        var picture = new Picture([10, 20, 30, 40, 50, 60, 70, 80], 1, 2, 4);

        Assert.Equal([35, 55], picture.Resize(1, 1, 2).Pixels);
        Assert.Equal([45], picture.Resize(1, 1, 1).Pixels);
    }

    [Fact]
    public void one_axis_may_become_longer_and_the_other_shorter()
    {
        var picture = new Picture([0, 100, 100, 200], 1, 2, 2);
        Assert.Equal([50, 75, 125, 150], picture.Resize(1, 1, 4).Pixels);
    }

    [Fact]
    public void a_picture_of_one_value_keeps_it_at_any_size()
    {
        var picture = new Picture([.. Enumerable.Repeat((byte)255, 23 * 31)], 1, 23, 31);
        foreach (var (height, width) in new[] { (1, 1), (7, 5), (22, 32), (23, 97), (64, 3) })
            Assert.All(picture.Resize(1, height, width).Pixels, value => Assert.Equal(255, value));
    }

    /// <summary>Expected is Pillow's conversion to grey.</summary>
    [Fact]
    public void colours_become_grey_by_their_luminance_and_grey_becomes_three_equal_channels()
    {
        var grey = Random.Resize(1, 4, 5);
        Assert.Equal("95aa29afbd85ad8e63a1789a5e85c8a75b4d4abb", Convert.ToHexStringLower(grey.Pixels));

        var coloured = grey.Resize(3, 4, 5);
        Assert.Equal([.. grey.Pixels, .. grey.Pixels, .. grey.Pixels], coloured.Pixels);
    }

    [Fact]
    public void no_picture_has_two_channels() => Assert.Throws<ArgumentException>(() => Random.Resize(2, 4, 5));

    /// <summary>A value may be rounded the other way where it lies in the middle.</summary>
    private static void Same(string expected, Picture made) => Assert.Equal(Pixels(expected), made.Pixels, (a, b) => Math.Abs(a - b) <= 1);

    private static byte[] Pixels(string digits) => Convert.FromHexString(digits);
}
