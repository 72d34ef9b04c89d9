using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>One row's output and gradients against libtorch's autograd on the same device.</summary>
internal static class AutogradComparison
{
    /// <param name="name">The row's.</param>
    /// <param name="type">What is computed in.</param>
    /// <param name="tolerance">Of each element: see <see cref="Numbers.AssertClose"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="dispatcher">What the row's passes call; the default one where none is given.</param>
    public static void Run(string name, ElementType type, double tolerance, Device device = default, Dispatcher? dispatcher = null)
    {
        var row = GradientCases.Named(name);
        using var trial = new Trial(row, type, device, dispatcher);
        using var step = trial.Begin();
        var pass = trial.Start(step);
        using var output = trial.Copy(step, pass.Output);
        using var gradient = trial.RandomGradient(output);
        using var tape = trial.Tape(pass);
        var expected = tape.Run(row.Reference, gradient);
        Numbers.AssertClose(expected.Output, Numbers.ToDoubles(output), tolerance, $"{name}, output");

        var given = trial.Gradient(step, gradient);
        var gradients = trial.Backward(pass, given);
        Assert.Equal(expected.Gradients.Length, gradients.Length);
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i].IsNone) continue;
            Numbers.AssertClose(expected.Gradients[i], trial.Read(step, gradients[i]), tolerance, $"{name}, gradient {i}");
        }

        if (!row.Reuse && !row.IsLoss) Assert.Equal(Numbers.ToDoubles(gradient), trial.Read(step, given));
    }
}
