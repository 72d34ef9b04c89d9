using System.ComponentModel;

namespace ModelDsl.Runtime;

// A model that begins with another's layers: the part that is the other's, and the rest as a network by itself.
public abstract partial class Network
{
    // Of the head: the network whose layers it has.
    private readonly Network? _whole;

    // Of the whole: what is the base's, which is registered first.
    private int _baseParameters;
    private int _baseBuffers;

    /// <summary>
    /// For compiled code: the layers behind another network's base as a network by themselves. Parameters, buffers, random numbers and ways to compute are the
    /// other's, which it lives as long as; disposing it does nothing.
    /// </summary>
    /// <param name="name">The head's name.</param>
    /// <param name="layers">Its rows of the table.</param>
    /// <param name="whole">The network that it is the head of, whose layers are all made.</param>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected Network(string name, IReadOnlyList<LayerInfo> layers, Network whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        (Name, Layers, _whole) = (name, layers, whole);
        (Seed, Device, ElementType, Random, _steps) = (whole.Seed, whole.Device, whole.ElementType, whole.Random, whole._steps);
        _parameters.AddRange(whole._parameters.Skip(whole._baseParameters));
        _buffers.AddRange(whole._buffers.Skip(whole._baseBuffers));
    }

    /// <summary>
    /// Whether all that the base learns is frozen: then a training step runs the base as at inference, without dropout and by running statistics, and the
    /// backward pass ends at the head.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected bool IsBaseFrozen
    {
        get
        {
            for (int i = 0; i < _baseParameters; i++)
            {
                if (!_parameters[i].IsFrozen) return false;
            }

            return _baseParameters > 0;
        }
    }

    /// <summary>For compiled code: all layers that are made from here on are the head's.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected void EndBase() => (_baseParameters, _baseBuffers) = (_parameters.Count, _buffers.Count);
}
