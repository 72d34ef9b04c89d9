using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// A layer that goes along the steps of a sequence with a state: <c>lstm-256(layers 2, bidirectional, dropout 0.2)</c>. Steps x features become
/// steps x width, or twice the width both ways. Parameters are named, laid out and begun as PyTorch's.
/// </summary>
public abstract class RecurrentKind(string keyword, RecurrentCell cell) : LayerKind
{
    public override string Keyword => keyword;

    public override HeadParts Head => HeadParts.Width;

    public override HeadParts RequiredHead => HeadParts.Width;

    public override string Example => keyword + "-256";

    public override IReadOnlyList<Option> Options =>
    [
        Option.Count("layers"),
        Option.Switch("bidirectional"),
        Option.Number("dropout") with { Minimum = 0, Below = 1 },
    ];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Sequences.IsSequence(call, input)) return null;
        var layers = call.Count("layers", 1);
        var directions = call.Switch("bidirectional") ? 2 : 1;
        if (layers > 1 || !call.Has("dropout"))
        {
            return new Bound(cell, input, Shape.Of(input.Steps, directions * call.Width), layers, directions, call.Number("dropout", 0));
        }

        call.Report(Catalogue.DropoutBetweenLayers(call.PlaceOf("dropout"), call.Written));
        return null;
    }

    private sealed class Bound(RecurrentCell cell, Shape input, Shape output, int layers, int directions, double dropout) : Layer(output)
    {
        private readonly int _hidden = output.Features / directions;

        public override IReadOnlyList<ParameterSpec> Parameters { get; } = Enumerable.Range(0, layers)
            .SelectMany(level => Enumerable.Range(0, directions).SelectMany(direction => Of(
                cell.Gates * output.Features / directions, level == 0 ? input.Features : output.Features, output.Features / directions, level, direction == 1)))
            .ToArray();

        /// <summary>Of every step, the products with the weights.</summary>
        public override long Macs => Output.Steps * Parameters.Where(p => p.Shape.Rank == 2).Sum(p => p.Shape.Elements);

        public override ParameterHolder Holder => new("RecurrentParameters", string.Join(", ", new[]
        {
            $"gates: {Constants.Of(cell.Gates)}", $"input: {Constants.Of(input.Features)}", $"hidden: {Constants.Of(_hidden)}",
        }.Concat(Constants.Optional("layers", layers, 1)).Concat(Constants.Optional("bidirectional", directions == 2))));

        public override Value Lower(Lowering lowering, Value value)
        {
            var parameters = lowering.Parameters(this);
            var each = parameters.Length / layers;
            for (var level = 0; level < layers; level++)
            {
                var isLast = level == layers - 1;
                value = lowering.Add(new Ops.Recurrent(cell, level, _hidden, directions), [value, .. parameters.Skip(level * each).Take(each)]);
                if (!isLast) Rename(value, Constants.Of(level));
                if (isLast || dropout == 0 || !lowering.Training) continue;
                value = lowering.Add(new Ops.Dropout(dropout), value);
                Rename(value, $"{Constants.Of(level)}Dropped");
            }

            return value;
        }

        /// <summary>What lies within the stack is numbered from the bottom: <c>lstm1L0</c>, <c>lstm1L0Gates</c>.</summary>
        private static void Rename(Value main, string level)
        {
            var layer = main.Name;
            foreach (var output in main.Producer.Outputs) output.Name = $"{layer}L{level}{output.Name.Substring(layer.Length)}";
        }

        /// <summary>The parameters of one layer of the stack in one direction, in PyTorch's order.</summary>
        private static IEnumerable<ParameterSpec> Of(int sums, int input, int hidden, int level, bool reverse)
        {
            var suffix = FormattableString.Invariant($"l{level}{(reverse ? "_reverse" : "")}");
            var cell = FormattableString.Invariant($"[{level}{(reverse ? ", reverse: true" : "")}]");
            ParameterSpec Spec(string key, string access, Shape shape) =>
                new(FormattableString.Invariant($"{access}L{level}{(reverse ? "Reverse" : "")}"), shape) { Key = key + suffix, Access = $"{cell}.{access}" };
            return
            [
                Spec("weight_ih_", "WeightIh", Shape.Of(sums, input)), Spec("weight_hh_", "WeightHh", Shape.Of(sums, hidden)),
                Spec("bias_ih_", "BiasIh", Shape.Of(sums)), Spec("bias_hh_", "BiasHh", Shape.Of(sums)),
            ];
        }
    }
}
