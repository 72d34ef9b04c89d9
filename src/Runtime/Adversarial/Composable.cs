namespace ModelDsl.Runtime.Adversarial;

/// <summary>A network whose passes are composed with others', whatever the type of what goes from its forward to its backward pass.</summary>
internal abstract class Composable<TInput, TOutput>(Network network) where TInput : IShape where TOutput : IShape
{
    public Network Network => network;

    public static Composable<TInput, TOutput> Of<TActivations>(IDifferentiable<TInput, TOutput, TActivations> network) where TActivations : ForwardState<TOutput> =>
        new Typed<TActivations>(network);

    /// <summary>The forward pass of training.</summary>
    public abstract Pass Forward(Tensor<TInput> input);

    /// <summary>A forward pass that a backward pass may follow.</summary>
    public abstract class Pass : IDisposable
    {
        /// <summary>The network's output; disposed with the pass.</summary>
        public abstract Tensor<TOutput> Output { get; }

        /// <summary>The input's gradient.</summary>
        /// <param name="gradient">The output's.</param>
        /// <param name="learns">Whether the parameters' gradients are added to theirs, or left out.</param>
        public abstract Tensor<TInput> Backward(Tensor<TOutput> gradient, bool learns = true);

        public abstract void Dispose();
    }

    private sealed class Typed<TActivations>(IDifferentiable<TInput, TOutput, TActivations> network) : Composable<TInput, TOutput>(Network.Behind(network))
        where TActivations : ForwardState<TOutput>
    {
        public override Pass Forward(Tensor<TInput> input) => new TypedPass(this, network.Forward(input));

        private sealed class TypedPass(Typed<TActivations> of, TActivations activations) : Pass
        {
            public override Tensor<TOutput> Output => activations.Output;

            public override Tensor<TInput> Backward(Tensor<TOutput> gradient, bool learns)
            {
                var whole = of.Network;
                bool before = whole.WantsGradients;
                whole.WantsGradients = learns;
                try
                {
                    return of.Differentiable.Backward(activations, gradient);
                }
                finally
                {
                    whole.WantsGradients = before;
                }
            }

            public override void Dispose() => activations.Dispose();
        }

        private IDifferentiable<TInput, TOutput, TActivations> Differentiable => network;
    }
}
