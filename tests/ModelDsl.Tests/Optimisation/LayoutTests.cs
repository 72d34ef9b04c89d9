using ModelDsl.Optimisation;

namespace ModelDsl.Tests.Optimisation;

/// <summary>Feature maps go into blocks and out of them only where they have to.</summary>
public sealed class LayoutTests
{
    private static string[] Changes(string body) =>
        [.. Passes.Of(Models.Good(body)).TrainStep.Steps.Select(s => s.Node.Op.Method).Where(m => m is "ToBlocked" or "ToPlain")];

    [Theory]
    [InlineData("deconv4-24/2 -> bn -> relu -> deconv4-3/2 -> tanh")]
    [InlineData("deconv3-32/2(groups 2) -> deconv4-32/2(groups 32) -> deconv2-8/2(linear)")]
    [InlineData("conv3-24 -> deconv4-24/2 -> deconv4-1/2 -> sigmoid")]
    public void maps_stay_in_blocks_through_deconvolutions_and_come_out_of_them_with_few_channels(string layers) =>
        Assert.Equal(["ToBlocked"], Changes("input 32x4x4\n" + layers));

    [Theory]
    [InlineData("deconv3-24(groups 4)")]
    [InlineData("deconv1-24(pad 1)")]
    [InlineData("deconv3-24(pad 2)")]
    [InlineData("deconv16-24/8")]
    [InlineData("deconv8-24/2")]
    [InlineData("deconv5-24/5")]
    [InlineData("deconv3-24 -> sigmoid")]
    public void one_of_groups_that_are_not_whole_blocks_of_large_windows_or_of_an_activation_that_keeps_no_zeros_is_plain(string layers) =>
        Assert.Empty(Changes("input 32x4x4\n" + layers + "\nloss mse"));
}
