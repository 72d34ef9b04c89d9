using ModelDsl.Runtime.Interop;
using static System.FormattableString;

namespace ModelDsl.Runtime;

/// <summary>
/// A restricted Boltzmann machine of binary units (Smolensky 1986, Hinton 2002): p(v, h) is proportional to exp(-E) with the energy
/// E(v, h) = -b·v - c·h - h·W v. It learns without labels, and gives a fully connected layer of sigmoids its start. Pixels from 0 to 1 are taken as
/// probabilities. For one thread.
/// </summary>
public sealed class RestrictedBoltzmannMachine : IDisposable
{
    private readonly (Tensor Value, Tensor Velocity) _weight, _visibleBias, _hiddenBias;

    /// <summary>Weights begin as normal numbers of deviation 0.01, biases as 0.</summary>
    /// <param name="visible">The number of visible units: the numbers of an example.</param>
    /// <param name="hidden">The number of hidden units.</param>
    /// <param name="seed">Of the weights' start and of what is drawn in training.</param>
    /// <param name="device">Where it computes; null is the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">One number of units is below 1.</exception>
    public RestrictedBoltzmannMachine(int visible, int hidden, int seed = 0, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(visible, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        var place = device ?? Device.Cpu;
        (VisibleUnits, HiddenUnits) = (visible, hidden);
        Random = new RandomStream(seed, place);
        (_weight, _visibleBias, _hiddenBias) = (Zeros(hidden, visible), Zeros(visible), Zeros(hidden));
        Aten.NormalInPlace(Weight.Handle, 0, 0.01, Random.Handle);

        (Tensor, Tensor) Zeros(params ReadOnlySpan<long> sizes) => (Tensor.Zeros(sizes, device: place), Tensor.Zeros(sizes, device: place));
    }

    /// <summary>The number of visible units.</summary>
    public int VisibleUnits { get; }

    /// <summary>The number of hidden units.</summary>
    public int HiddenUnits { get; }

    /// <summary>W, [hidden, visible], as a fully connected layer has it. Writing to it changes the machine.</summary>
    public Tensor Weight => _weight.Value;

    /// <summary>b, [visible].</summary>
    public Tensor VisibleBias => _visibleBias.Value;

    /// <summary>c, [hidden].</summary>
    public Tensor HiddenBias => _hiddenBias.Value;

    /// <summary>What training draws from.</summary>
    public RandomStream Random { get; }

    private (Tensor Value, Tensor Velocity)[] Learned => [_weight, _visibleBias, _hiddenBias];

    private Aten Aten => Random.Dispatcher.Aten;

    /// <summary>The probability that each hidden unit is on: sigmoid(W v + c), [N, hidden]. The caller disposes it.</summary>
    /// <param name="visible">Examples of <see cref="VisibleUnits"/> numbers from 0 to 1, [N, ...].</param>
    /// <exception cref="ShapeMismatchException">The examples are of another number of numbers.</exception>
    public Tensor Hidden(Tensor visible)
    {
        using var rows = Rows(visible, VisibleUnits, nameof(visible));
        return Sigmoid(rows, Weight.Handle, HiddenBias);
    }

    /// <summary>The probability that each visible unit is on: sigmoid(h W + b), [N, visible]. The caller disposes it.</summary>
    /// <param name="hidden">Hidden units from 0 to 1, [N, hidden].</param>
    /// <exception cref="ShapeMismatchException">They are of another number.</exception>
    public Tensor Visible(Tensor hidden)
    {
        using var rows = Rows(hidden, HiddenUnits, nameof(hidden));
        using var transposed = Made(Aten.T(Weight.Handle));
        return Sigmoid(rows, transposed.Handle, VisibleBias);
    }

    /// <summary>
    /// F(v) = -b·v - sum over j of log(1 + exp(c_j + W_j v)), [N]: p(v) is proportional to exp(-F(v)). The caller disposes it.
    /// </summary>
    /// <inheritdoc cref="Hidden" path="/param|/exception"/>
    public Tensor FreeEnergy(Tensor visible)
    {
        using var rows = Rows(visible, VisibleUnits, nameof(visible));
        using var scores = Made(Aten.Linear(rows.Handle, Weight.Handle, HiddenBias.Handle));
        using var each = Made(Aten.Softplus(scores.Handle, beta: 1));
        using var biased = Made(Aten.Mul(rows.Handle, VisibleBias.Handle));
        using var fromHidden = Made(Aten.Sum(each.Handle, [1]));
        using var fromVisible = Made(Aten.Sum(biased.Handle, [1]));
        using var sum = Made(Aten.Add(fromHidden.Handle, fromVisible.Handle));
        return Made(Aten.Neg(sum.Handle));
    }

    /// <summary>
    /// An update towards a batch by contrastive divergence: the gradient of W is the mean of h v over the batch, less that over what the machine makes of it
    /// in <see cref="ContrastiveDivergence.Steps"/> steps. Hidden units are drawn to go on from, and counted as probabilities.
    /// </summary>
    /// <returns>The mean squared error between the batch and what the machine makes of it.</returns>
    /// <param name="visible">Examples of <see cref="VisibleUnits"/> numbers from 0 to 1, [N, ...].</param>
    /// <param name="settings">How it learns.</param>
    /// <exception cref="ShapeMismatchException">The examples are of another number of numbers.</exception>
    public float TrainStep(Tensor visible, ContrastiveDivergence settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var data = Rows(visible, VisibleUnits, nameof(visible));
        using var hidden = Hidden(data);
        var (made, believed) = Remake(hidden, settings.SamplesVisible);
        for (int step = 1; step < settings.Steps; step++)
        {
            var (last, lastHidden) = (made, believed);
            (made, believed) = Remake(lastHidden, settings.SamplesVisible);
            last.Dispose();
            lastHidden.Dispose();
        }

        Learn(settings, data, hidden, made, believed);
        using var error = Made(Aten.MseLoss(made.Handle, data.Handle, Reduction.Mean));
        made.Dispose();
        believed.Dispose();
        return error.Item();
    }

    /// <summary>
    /// Gives a fully connected layer the weights and the hidden units' biases. With sigmoid behind it, its output is <see cref="Hidden"/>.
    /// </summary>
    /// <exception cref="ShapeMismatchException">The layer is of another size.</exception>
    /// <exception cref="ArgumentException">The layer has no bias.</exception>
    public void CopyTo(LinearParameters layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!layer.Weight.Sizes.SequenceEqual([HiddenUnits, VisibleUnits]))
            throw new ShapeMismatchException(layer.Weight.Name, ShapeMismatchException.Format([HiddenUnits, VisibleUnits]), [.. layer.Weight.Sizes]);
        if (layer.Bias is null) throw new ArgumentException($"{layer.Name} has no bias, and the machine's hidden units have one each.", nameof(layer));
        Copy(Weight, layer.Weight.Value);
        Copy(HiddenBias, layer.Bias.Value);

        static void Copy(Tensor from, Tensor to)
        {
            using var numbers = from.To(to.ElementType);
            to.Dispatcher.Aten.CopyInPlace(to.Handle, numbers.Handle);
        }
    }

    /// <summary>Frees weights, biases and the random stream.</summary>
    public void Dispose()
    {
        foreach (var (value, velocity) in Learned)
        {
            value.Dispose();
            velocity.Dispose();
        }

        Random.Dispose();
    }

    /// <summary>One step of the chain from the hidden units' probabilities: they are drawn, and make visible ones, which make hidden ones.</summary>
    private (Tensor Visible, Tensor Hidden) Remake(Tensor hidden, bool samplesVisible)
    {
        using var states = Draw(hidden);
        var visible = Visible(states);
        if (samplesVisible)
        {
            using var probabilities = visible;
            visible = Draw(probabilities);
        }

        return (visible, Hidden(visible));
    }

    /// <summary>1 with the probability given, else 0.</summary>
    private Tensor Draw(Tensor probabilities)
    {
        // A number that is drawn evenly from 0 up to 1, not 1 itself, is below p with the probability p.
        using var even = Made(Aten.EmptyLike(probabilities.Handle));
        Aten.UniformInPlace(even.Handle, 0, 1, Random.Handle);
        using var above = Made(Aten.Sub(probabilities.Handle, even.Handle));
        using var states = Made(Aten.GtScalar(above.Handle, 0));
        return Made(Aten.ToCopy(states.Handle, ElementType.Float32));
    }

    private void Learn(ContrastiveDivergence settings, Tensor data, Tensor hidden, Tensor made, Tensor believed)
    {
        double rate = settings.LearningRate, share = rate / data.Size(0);
        foreach (var (_, velocity) in Learned) Aten.MulScalarInPlace(velocity.Handle, settings.Momentum);
        AddProduct(hidden, data, share);
        AddProduct(believed, made, -share);
        Aten.AddScaledInPlace(_weight.Velocity.Handle, Weight.Handle, -rate * settings.WeightDecay);
        AddMeanDifference(_visibleBias.Velocity, data, made, rate);
        AddMeanDifference(_hiddenBias.Velocity, hidden, believed, rate);
        foreach (var (value, velocity) in Learned) Aten.AddInPlace(value.Handle, velocity.Handle);
    }

    private void AddProduct(Tensor hidden, Tensor visible, double factor)
    {
        using var scaled = Made(Aten.MulScalar(hidden.Handle, factor));
        using var transposed = Made(Aten.T(scaled.Handle));
        Aten.AddmmInPlace(_weight.Velocity.Handle, transposed.Handle, visible.Handle);
    }

    private void AddMeanDifference(Tensor velocity, Tensor data, Tensor made, double factor)
    {
        using var difference = Made(Aten.Sub(data.Handle, made.Handle));
        using var mean = Made(Aten.Mean(difference.Handle, [0]));
        Aten.AddScaledInPlace(velocity.Handle, mean.Handle, factor);
    }

    private Tensor Sigmoid(Tensor rows, nint weight, Tensor bias)
    {
        var scores = Made(Aten.Linear(rows.Handle, weight, bias.Handle));
        Aten.SigmoidInPlace(scores.Handle);
        return scores;
    }

    /// <summary>The same examples (not a copy) as rows.</summary>
    private Tensor Rows(Tensor examples, int units, string where)
    {
        ArgumentNullException.ThrowIfNull(examples, where);
        if (examples.Rank < 2 || examples.Size(0) == 0 || examples.Length != examples.Size(0) * units)
            throw new ShapeMismatchException(where, Invariant($"[N, ...] with {units} numbers an example"), examples.Sizes);
        if (examples.ElementType != ElementType.Float32) throw new ArgumentException($"Expected Float32, given {examples.ElementType}.", where);
        return Made(Aten.Reshape(examples.Handle, [examples.Size(0), units]));
    }

    private Tensor Made(nint handle) => new(Random.Dispatcher, handle);
}
