namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>Over the same table: operations leave their results and nothing else.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class OwnershipTests
{
    public static TheoryData<string> All => GradientTests.All;

    [Theory]
    [MemberData(nameof(All))]
    public void a_forward_and_a_backward_pass_own_their_results_only(string name)
    {
        var row = GradientCases.Named(name);
        using var trial = new Trial(row, ElementType.Float32);
        using var step = trial.Begin();
        var pass = trial.Start(step);
        Assert.Equal(pass.Kept.Count(value => !value.IsNone), step.Live);
        using var output = trial.Copy(step, pass.Output);
        using var random = trial.RandomGradient(output);
        var gradient = trial.Gradient(step, random);
        int before = step.Live;
        int results = row.IsLoss ? 0 : trial.Backward(pass, gradient).Count(value => !value.IsNone);
        Assert.Equal(before + results, step.Live);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void the_end_of_the_step_gives_everything_back(string name)
    {
        using var trial = new Trial(GradientCases.Named(name), ElementType.Float32);
        using var random = RandomGradient(trial);
        long before = MemoryCollection.Buffers();
        using (var step = trial.Begin())
        {
            var pass = trial.Start(step);
            trial.Backward(pass, trial.Gradient(step, random));
            Assert.True(Memory.Buffers > before || name.StartsWith("flatten", StringComparison.Ordinal) || name == "reshape");
        }

        Assert.Equal(before, Memory.Buffers);
    }

    private static Tensor RandomGradient(Trial trial)
    {
        using var step = trial.Begin();
        using var output = trial.Copy(step, trial.Start(step).Output);
        return trial.RandomGradient(output);
    }
}
