namespace ModelDsl.Runtime;

/// <summary>What the feature maps of a network are computed in.</summary>
public enum Precision
{
    /// <summary>All in the network's <see cref="Network.ElementType"/>.</summary>
    Float32,

    /// <summary>
    /// Feature maps between convolutions, and what the convolutions multiply, are rounded to bfloat16, which has float32's range and 8 bits of precision; and so is what
    /// fully connected layers multiply over 256 rows and more, examples times steps of a sequence. Sums are of float32, and so are weights, their gradients and updates,
    /// statistics of normalisations, everything else behind the feature maps, and losses: mixed precision (Micikevicius et al. 2018), which with bfloat16 needs no
    /// scaling of the loss (Kalamkar et al. 2019).
    /// </summary>
    BFloat16,
}
