using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Optimisation;

namespace ModelDsl.Tests.Optimisation;

/// <summary>Plans are run symbolically: whatever the model, each tensor is made before it is used, never used after it is gone, and gone in the end.</summary>
public sealed class PlanTests
{
    public static TheoryData<string> AllModels()
    {
        var data = new TheoryData<string>();
        foreach (var file in Models.ShippedNames)
        {
            foreach (var model in Models.Bind(Models.Shipped(file)).Models) data.Add($"{file}/{model.Name}");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void every_tensor_of_a_shipped_model_is_released_once_and_never_used_afterwards(string name)
    {
        var parts = name.Split('/');
        Check(Models.Bind(Models.Shipped(parts[0])).Models.Single(m => m.Name == parts[1]));
    }

    [Theory]
    [InlineData("input 8\nfc-4 -> sigmoid")]
    [InlineData("input 8\nrelu -> tanh -> softmax")]
    [InlineData("input 8x8 gray\nmaxpool -> flatten -> relu -> elu -> fc-3 -> bn -> leaky -> fc-2 -> softmax")]
    [InlineData("input 8x8 gray\nconv3-2 -> bn -> relu -> avgpool -> lrn -> conv3-2 -> gap -> softmax\nloss mse")]
    [InlineData("input 8\nflatten")]
    [InlineData("input 2x4x4\nflatten -> dropout -> threshold(0, value 1) -> fc-2")]
    [InlineData("input 8\na = fc-4\nb = a -> tanh\nb -> fc-2 -> sigmoid")]
    public void so_is_every_tensor_of_these(string body) => Check(Models.Good(body));

    private static void Check(BoundModel model)
    {
        var passes = Passes.Of(model);
        foreach (var plan in new[] { passes.Predict, passes.Logits, passes.Evaluate, passes.TrainStep, passes.Forward }) if (plan is not null) Run(plan, []);
        Run(passes.Backward, passes.Saved);
        Assert.Equal(passes.Saved, passes.Forward.Results.Skip(model.Body.Outputs.Count));
        foreach (var block in passes.Blocks.Values)
        {
            Run(block.Predict, block.Predict.Arguments);
            Run(block.Forward, []);
            Run(block.Backward, [block.Backward.Arguments[0], .. block.Saved]);
            Assert.Equal(block.Saved, block.Forward.Results.Skip(1));
        }
    }

    private static void Run(Plan plan, IReadOnlyList<Value> takenOver)
    {
        var memory = new Dictionary<Value, Value>();
        var alive = new HashSet<Value>(plan.Arguments);
        var overwritten = new HashSet<Value>();
        var mine = new HashSet<Value>(takenOver);
        var borrowed = new HashSet<Value>(plan.Arguments.Except(takenOver));
        Value MemoryOf(Value v) => memory.TryGetValue(v, out var m) ? m : v;
        void HandOver(Value v) => Assert.True(alive.Remove(v) && mine.Remove(v), $"{v.Name} is handed over twice or not the step's own");
        foreach (var step in plan.Steps)
        {
            var node = step.Node;
            foreach (var input in node.Inputs.Where(i => i.Producer.Op is not (ParameterLeaf or BlockLeaf)))
            {
                Assert.True(alive.Contains(input), $"{input.Name} is used by {node.Op.Method} but not alive");
                Assert.False(overwritten.Contains(MemoryOf(input)), $"{input.Name} is used by {node.Op.Method} but was overwritten");
            }

            if (step.Reuse)
            {
                Assert.True(overwritten.Add(MemoryOf(node.Inputs[0])), $"{node.Inputs[0].Name} is overwritten twice");
                Assert.False(borrowed.Contains(MemoryOf(node.Inputs[0])), $"{node.Inputs[0].Name} is the caller's");
                if (node.Op.Reuse == InputReuse.TakesOver) HandOver(node.Inputs[0]);
            }

            foreach (var state in node.Inputs.Where(i => i.Type.Element == Element.State)) HandOver(state);

            if (node.Op.IsView) memory[node.Outputs[0]] = MemoryOf(node.Inputs[0]);
            if (node.Op is GradientEffect) Assert.True(alive.Remove(node.Inputs[0]) && mine.Remove(node.Inputs[0]));
            foreach (var output in node.Outputs)
            {
                alive.Add(output);
                mine.Add(output);
            }

            foreach (var release in step.Releases) Assert.True(alive.Remove(release) && mine.Remove(release), $"{release.Name} is released twice or not the step's own");
        }

        // What is left is handed back, or stood in a backward operation that was told not to make it.
        foreach (var left in mine.Except(plan.Results)) Assert.True(left.Producer.Op is BackwardOp && plan.Steps.All(s => !s.Node.Inputs.Contains(left)), $"{left.Name} is never released");
        foreach (var result in plan.Results) Assert.False(overwritten.Contains(MemoryOf(result)), $"{result.Name} is handed back but was overwritten");
    }
}
