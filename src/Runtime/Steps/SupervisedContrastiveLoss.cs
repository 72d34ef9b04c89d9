namespace ModelDsl.Runtime;

public sealed partial class Step
{
    // How far an example's likeness to itself is put below the least that another's can be: exp(-1000) is 0 in every type.
    private const double Unlike = 1000;

    /// <summary>
    /// Khosla et al. 2020, L_out, with e embeddings over their Euclidean lengths: each example picks another of the batch, j with p_ij = softmax over j ≠ i of
    /// e_i · e_j / temperature; the loss is -log p_ij, the mean over the others P_i with i's label, then over the batch. An example that no other shares its label
    /// with adds 0. de_i = Σ_j (d_ij + d_ji) e_j / (temperature N) with d_ij = p_ij - [j in P_i] / |P_i|, 0 where P_i is empty; dx from it as through
    /// <see cref="UnitLength"/>.
    /// </summary>
    /// <param name="layer">Whose embeddings.</param>
    /// <param name="embeddings">[N, D], of any length.</param>
    /// <param name="labels">[N]: any whole numbers, the same for what belongs together.</param>
    /// <param name="temperature">Above 0: the lower, the more the nearest count.</param>
    /// <param name="weight">What the loss counts.</param>
    /// <exception cref="LayerException">The embeddings are no rows, or there is not a label for each.</exception>
    public (Value Loss, Value Gradient) SupervisedContrastiveLoss(
        LayerName layer, Value embeddings, Value labels, double temperature = 0.1, double weight = 1)
    {
        CheckRank(layer, embeddings, 2, "[N, D]");
        long examples = Size(embeddings, 0);
        CheckLabels(layer, labels, [examples]);
        try
        {
            var (unit, length) = UnitLength(layer, embeddings, 1);
            var choices = LogChoices(unit, temperature);
            var wanted = WantedChoices(labels);
            var terms = Own(_aten.Mul(Handle(wanted), Handle(choices)));
            var loss = Own(_aten.SumAll(Handle(terms)));
            _aten.MulScalarInPlace(Handle(loss), -weight / examples);

            // -d: what is wanted less its sum times p, and that sum is 0 where there is nothing to pick.
            var slopes = Own(_aten.LogSoftmaxBackwardData(Handle(wanted), Handle(choices), 1, Network.ElementType));
            Release(choices, wanted, terms);
            var transposed = Own(_aten.T(Handle(slopes)));
            var both = Own(_aten.Add(Handle(slopes), Handle(transposed)));
            Release(slopes, transposed);
            var dUnit = Own(_aten.EmptyLike(Handle(unit)));
            _aten.MmOut(Handle(both), Handle(unit), Handle(dUnit));
            _aten.MulScalarInPlace(Handle(dUnit), -weight / (temperature * examples));
            var gradient = UnitLengthBackward(layer, dUnit, unit, length, 1);
            Release(both, dUnit);
            Release(unit, length);
            return (loss, gradient);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>log p_ij, [N, N]; of an example itself so low that p is 0.</summary>
    private Value LogChoices(Value unit, double temperature)
    {
        var likeness = Own(_aten.Linear(Handle(unit), Handle(unit), 0));
        _aten.MulScalarInPlace(Handle(likeness), 1 / temperature);
        FillDiagonal(likeness, -1 / temperature - Unlike);
        var choices = Own(_aten.LogSoftmax(Handle(likeness), 1));
        Release(likeness);
        return choices;
    }

    /// <summary>1 / |P_i| in the places of P_i, [N, N].</summary>
    private Value WantedChoices(Value labels)
    {
        var (down, across) = (Own(_aten.Unsqueeze(Handle(labels), 1)), Own(_aten.Unsqueeze(Handle(labels), 0)));
        var same = Own(_aten.Eq(Handle(down), Handle(across)));
        var wanted = Own(_aten.ToCopy(Handle(same), Network.ElementType));
        FillDiagonal(wanted, 0);
        var counts = Own(_aten.Sum(Handle(wanted), OverColumns, keepDim: true));
        _aten.ClampMinInPlace(Handle(counts), 1);
        _aten.DivInPlace(Handle(wanted), Handle(counts));
        Release(down, across);
        Release(same, counts);
        return wanted;
    }

    private void FillDiagonal(Value square, double value)
    {
        long size = Size(square, 0);
        var flat = Own(_aten.View(Handle(square), [size * size]));
        var diagonal = Own(_aten.Slice(Handle(flat), 0, 0, null, size + 1));
        _aten.FillInPlace(Handle(diagonal), value);
        Release(flat, diagonal);
    }
}
