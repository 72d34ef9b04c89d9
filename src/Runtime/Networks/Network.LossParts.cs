namespace ModelDsl.Runtime;

// What a loss that is a sum is made of.
public abstract partial class Network
{
    private float[] _lossParts = [];

    /// <summary>
    /// What the loss is a sum of, as the <c>.net</c> file has it: <c>bce(decoder, input)</c>, <c>0.5*kl(mean, logvar)</c>, and last all penalties on weights together. Empty where
    /// it is no sum.
    /// </summary>
    public virtual IReadOnlyList<string> LossTerms => [];

    /// <summary>
    /// Whether <c>TrainStep</c> and <c>Evaluate</c> note <see cref="LossParts"/>, which reads a number more for each term; on a GPU they wait for it. Then they are for one thread
    /// at a time. A trainer reports the parts beside the whole. A head and the network that it is the head of share it.
    /// </summary>
    public bool ReadsLossParts
    {
        get => _whole?.ReadsLossParts ?? field;
        set
        {
            if (_whole is null) field = value;
            else _whole.ReadsLossParts = value;
        }
    }

    /// <summary>
    /// What each of <see cref="LossTerms"/> added to the loss of the last <c>TrainStep</c> or <c>Evaluate</c>, its factor counted: the sum is the loss. Empty where nothing was noted.
    /// </summary>
    public IReadOnlyList<float> LossParts => _whole?.LossParts ?? _lossParts;

    internal void NoteLossPart(int term, int terms, float value)
    {
        if (_whole is not null)
        {
            _whole.NoteLossPart(term, terms, value);
            return;
        }

        if (_lossParts.Length != terms) _lossParts = new float[terms];
        _lossParts[term] = value;
    }
}
