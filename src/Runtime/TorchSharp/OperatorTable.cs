namespace ModelDsl.Runtime.TorchSharp;

/// <summary>
/// The schemas of ATen's operators that the runtime calls, by the version of libtorch that has them first. Only what stands here is ever compiled: TorchScript
/// that names an operator which the running libtorch lacks would end the process.
/// </summary>
internal static class OperatorTable
{
    private static readonly (Version Since, string Schemas)[] Rows =
    [
        (new Version(1, 13),
            """
            _adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor
            _adaptive_avg_pool2d_backward(Tensor grad_output, Tensor self) -> Tensor
            _log_softmax(Tensor self, int dim, bool half_to_float) -> Tensor
            _log_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -> Tensor
            _softmax(Tensor self, int dim, bool half_to_float) -> Tensor
            _softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -> Tensor
            _to_copy(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool non_blocking=False, MemoryFormat? memory_format=None) -> Tensor
            abs(Tensor self) -> Tensor
            adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)
            adaptive_max_pool2d_backward(Tensor grad_output, Tensor self, Tensor indices) -> Tensor
            add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor
            add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor
            add_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)
            add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)
            addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)
            addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)
            addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor
            addmm.out(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1, Tensor(a!) out) -> Tensor(a!)
            addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)
            argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor
            avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor
            avg_pool2d_backward(Tensor grad_output, Tensor self, int[2] kernel_size, int[2] stride, int[2] padding, bool ceil_mode, bool count_include_pad, int? divisor_override) -> Tensor
            bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None) -> Tensor(a!)
            binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1) -> Tensor
            bmm(Tensor self, Tensor mat2) -> Tensor
            bmm.out(Tensor self, Tensor mat2, *, Tensor(a!) out) -> Tensor(a!)
            cat(Tensor[] tensors, int dim=0) -> Tensor
            clamp_(Tensor(a!) self, Scalar? min=None, Scalar? max=None) -> Tensor(a!)
            clamp_max(Tensor self, Scalar max) -> Tensor
            clamp_min_(Tensor(a!) self, Scalar min) -> Tensor(a!)
            clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor
            constant_pad_nd(Tensor self, int[] pad, Scalar value=0) -> Tensor
            contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)
            convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups) -> Tensor
            convolution_backward(Tensor grad_output, Tensor input, Tensor weight, SymInt[]? bias_sizes, int[] stride, int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups, bool[3] output_mask) -> (Tensor, Tensor, Tensor)
            copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)
            div.Scalar(Tensor self, Scalar other) -> Tensor
            div.Tensor(Tensor self, Tensor other) -> Tensor
            div_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)
            elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor
            elu_(Tensor(a!) self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor(a!)
            elu_backward(Tensor grad_output, Scalar alpha, Scalar scale, Scalar input_scale, bool is_result, Tensor self_or_result) -> Tensor
            elu_backward.grad_input(Tensor grad_output, Scalar alpha, Scalar scale, Scalar input_scale, bool is_result, Tensor self_or_result, *, Tensor(a!) grad_input) -> Tensor(a!)
            embedding(Tensor weight, Tensor indices, int padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor
            embedding_dense_backward(Tensor grad_output, Tensor indices, SymInt num_weights, int padding_idx, bool scale_grad_by_freq) -> Tensor
            empty.memory_format(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
            empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
            eq.Tensor(Tensor self, Tensor other) -> Tensor
            exp(Tensor self) -> Tensor
            exp_(Tensor(a!) self) -> Tensor(a!)
            expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)
            fill_.Scalar(Tensor(a!) self, Scalar value) -> Tensor(a!)
            flip(Tensor self, int[] dims) -> Tensor
            gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor
            gelu(Tensor self, *, str approximate="none") -> Tensor
            gelu_(Tensor(a!) self, *, str approximate="none") -> Tensor(a!)
            gelu_backward(Tensor grad_output, Tensor self, *, str approximate="none") -> Tensor
            gru.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor)
            gt.Scalar(Tensor self, Scalar other) -> Tensor
            hardsigmoid(Tensor self) -> Tensor
            hardsigmoid_(Tensor(a!) self) -> Tensor(a!)
            hardswish(Tensor self) -> Tensor
            hardswish_(Tensor(a!) self) -> Tensor(a!)
            hardswish_backward(Tensor grad_output, Tensor self) -> Tensor
            hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor
            hardtanh_(Tensor(a!) self, Scalar min_val=-1, Scalar max_val=1) -> Tensor(a!)
            hardtanh_backward(Tensor grad_output, Tensor self, Scalar min_val, Scalar max_val) -> Tensor
            hardtanh_backward.grad_input(Tensor grad_output, Tensor self, Scalar min_val, Scalar max_val, *, Tensor(a!) grad_input) -> Tensor(a!)
            huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.) -> Tensor
            index_select(Tensor self, int dim, Tensor index) -> Tensor
            l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor
            leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor
            leaky_relu_(Tensor(a!) self, Scalar negative_slope=0.01) -> Tensor(a!)
            leaky_relu_backward(Tensor grad_output, Tensor self, Scalar negative_slope, bool self_is_result) -> Tensor
            leaky_relu_backward.grad_input(Tensor grad_output, Tensor self, Scalar negative_slope, bool self_is_result, *, Tensor(a!) grad_input) -> Tensor(a!)
            linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor
            log(Tensor self) -> Tensor
            lstm.input(Tensor input, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor, Tensor)
            max(Tensor self) -> Tensor
            max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)
            max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> Tensor
            max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)
            max_pool2d_with_indices_backward(Tensor grad_output, Tensor self, int[2] kernel_size, int[2] stride, int[2] padding, int[2] dilation, bool ceil_mode, Tensor indices) -> Tensor
            mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor
            min(Tensor self) -> Tensor
            mish(Tensor self) -> Tensor
            mish_(Tensor(a!) self) -> Tensor(a!)
            mish_backward(Tensor grad_output, Tensor self) -> Tensor
            mm(Tensor self, Tensor mat2) -> Tensor
            mm.out(Tensor self, Tensor mat2, *, Tensor(a!) out) -> Tensor(a!)
            mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor
            mse_loss_backward(Tensor grad_output, Tensor self, Tensor target, int reduction) -> Tensor
            mul.Scalar(Tensor self, Scalar other) -> Tensor
            mul.Tensor(Tensor self, Tensor other) -> Tensor
            mul.out(Tensor self, Tensor other, *, Tensor(a!) out) -> Tensor(a!)
            mul_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)
            mul_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)
            native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)
            native_batch_norm_backward(Tensor grad_out, Tensor input, Tensor? weight, Tensor? running_mean, Tensor? running_var, Tensor? save_mean, Tensor? save_invstd, bool train, float eps, bool[3] output_mask) -> (Tensor, Tensor, Tensor)
            native_group_norm(Tensor input, Tensor? weight, Tensor? bias, SymInt N, SymInt C, SymInt HxW, int group, float eps) -> (Tensor, Tensor, Tensor)
            native_group_norm_backward(Tensor grad_out, Tensor input, Tensor mean, Tensor rstd, Tensor? weight, SymInt N, SymInt C, SymInt HxW, int group, bool[3] output_mask) -> (Tensor, Tensor, Tensor)
            native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor, Tensor)
            native_layer_norm_backward(Tensor grad_out, Tensor input, SymInt[] normalized_shape, Tensor mean, Tensor rstd, Tensor? weight, Tensor? bias, bool[3] output_mask) -> (Tensor, Tensor, Tensor)
            neg(Tensor self) -> Tensor
            nll_loss2d_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight, int reduction, int ignore_index, Tensor total_weight) -> Tensor
            nll_loss2d_forward(Tensor self, Tensor target, Tensor? weight, int reduction, int ignore_index) -> (Tensor output, Tensor total_weight)
            nll_loss_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight, int reduction, int ignore_index, Tensor total_weight) -> Tensor
            nll_loss_forward(Tensor self, Tensor target, Tensor? weight, int reduction, int ignore_index) -> (Tensor output, Tensor total_weight)
            norm.ScalarOpt_dim(Tensor self, Scalar? p, int[1] dim, bool keepdim=False) -> Tensor
            normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None) -> Tensor(a!)
            ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
            permute(Tensor(a) self, int[] dims) -> Tensor(a)
            pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor
            prelu(Tensor self, Tensor weight) -> Tensor
            reciprocal(Tensor self) -> Tensor
            relu(Tensor self) -> Tensor
            relu_(Tensor(a!) self) -> Tensor(a!)
            reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a)
            rnn_tanh.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor)
            scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)
            select.int(Tensor(a) self, int dim, int index) -> Tensor(a)
            sigmoid(Tensor self) -> Tensor
            sigmoid_(Tensor(a!) self) -> Tensor(a!)
            sigmoid_backward(Tensor grad_output, Tensor output) -> Tensor
            sigmoid_backward.grad_input(Tensor grad_output, Tensor output, *, Tensor(a!) grad_input) -> Tensor(a!)
            sign(Tensor self) -> Tensor
            silu(Tensor self) -> Tensor
            silu_(Tensor(a!) self) -> Tensor(a!)
            silu_backward(Tensor grad_output, Tensor self) -> Tensor
            silu_backward.grad_input(Tensor grad_output, Tensor self, *, Tensor(a!) grad_input) -> Tensor(a!)
            slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor(a)
            softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor
            softplus.out(Tensor self, Scalar beta=1, Scalar threshold=20, *, Tensor(a!) out) -> Tensor(a!)
            softplus_backward(Tensor grad_output, Tensor self, Scalar beta, Scalar threshold) -> Tensor
            softplus_backward.grad_input(Tensor grad_output, Tensor self, Scalar beta, Scalar threshold, *, Tensor(a!) grad_input) -> Tensor(a!)
            sqrt(Tensor self) -> Tensor
            sqrt_(Tensor(a!) self) -> Tensor(a!)
            squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)
            sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor
            sub_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)
            sum(Tensor self, *, ScalarType? dtype=None) -> Tensor
            sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor
            t(Tensor(a) self) -> Tensor(a)
            tanh(Tensor self) -> Tensor
            tanh_(Tensor(a!) self) -> Tensor(a!)
            tanh_backward(Tensor grad_output, Tensor output) -> Tensor
            tanh_backward.grad_input(Tensor grad_output, Tensor output, *, Tensor(a!) grad_input) -> Tensor(a!)
            threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor
            threshold_(Tensor(a!) self, Scalar threshold, Scalar value) -> Tensor(a!)
            threshold_backward(Tensor grad_output, Tensor self, Scalar threshold) -> Tensor
            threshold_backward.grad_input(Tensor grad_output, Tensor self, Scalar threshold, *, Tensor(a!) grad_input) -> Tensor(a!)
            transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)
            triu_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)
            uniform_(Tensor(a!) self, float from=0., float to=1., *, Generator? generator=None) -> Tensor(a!)
            unsqueeze(Tensor(a) self, int dim) -> Tensor(a)
            upsample_bilinear2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor
            upsample_bilinear2d_backward(Tensor grad_output, SymInt[2] output_size, SymInt[4] input_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor
            upsample_nearest2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? scales_w=None) -> Tensor
            upsample_nearest2d_backward(Tensor grad_output, SymInt[2] output_size, SymInt[4] input_size, float? scales_h=None, float? scales_w=None) -> Tensor
            value_selecting_reduction_backward(Tensor grad, int dim, Tensor indices, int[] sizes, bool keepdim) -> Tensor
            view(Tensor(a) self, SymInt[] size) -> Tensor(a)
            where.self(Tensor condition, Tensor self, Tensor other) -> Tensor
            zero_(Tensor(a!) self) -> Tensor(a!)
            zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
            """),
    ];

    /// <summary>The oldest libtorch that has all that the runtime cannot do without.</summary>
    public static Version Oldest => Rows[0].Since;

    /// <summary>The schemas that a version of libtorch has, by name and overload: <c>add.Tensor</c>.</summary>
    public static Dictionary<string, Schema> Of(Version version)
    {
        var schemas = new Dictionary<string, Schema>(StringComparer.Ordinal);
        foreach (var (since, text) in Rows)
        {
            if (version < since) continue;
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var schema = Schema.Parse(line);
                schemas.Add(schema.FullName, schema);
            }
        }

        return schemas;
    }
}
