// A convolution of feature maps in blocks as its operators see it: sizes, layouts, and which code is the fastest for them.
#pragma once

#ifdef MDL_ONEDNN

#include "onednn.h"
#include "winograd.h"

#include <vector>

namespace modeldsl::convolutions {

enum class Direction : int64_t { Forward, Inference, Data, Weights };

// One convolution: N, C, H, W of the input, the kernel's sizes O, I / groups, h, w, and all that oneDNN's code depends on.
struct Shape {
  int64_t n, c, h, w;
  int64_t out, in, rows, columns;
  int64_t down, right, top, left, dilated_rows, dilated_columns;
  int64_t groups;
  int64_t exact, relu, bias, sum;
  int64_t reduced;  // bfloat16, but for bias and the gradients of weight and bias
  int64_t threads;

  int64_t out_h() const { return (h + 2 * top - (rows - 1) * dilated_rows - 1) / down + 1; }
  int64_t out_w() const { return (w + 2 * left - (columns - 1) * dilated_columns - 1) / right + 1; }
  Type type() const { return reduced != 0 ? Type::bf16 : Type::f32; }
  bool is_depthwise() const { return groups > 1 && in == 1 && out == groups; }
};

Shape shape_of(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups, bool exact);

// As far as packed weights depend on it.
Shape shape_of(at::IntArrayRef kernel, int64_t groups);

// The input of the first layer has too few channels for blocks.
inline bool is_image(int64_t channels) { return channels <= 4; }

inline int64_t blocks(int64_t channels) { return (channels + block() - 1) / block(); }

// Channels with those that fill the last block: zeros, and zeros in all that is computed from them. oneDNN is told of them as of any others, for it has
// no fast code for a block that is not full.
inline int64_t lanes(int64_t channels) { return blocks(channels) * block(); }

// The same convolution with its last blocks full.
Shape full(Shape s);

Description plain_weight(const Shape& s);

// Where the last blocks are not full, the description that takes their padding for granted and the one that counts it are of the same bytes.
Description packed_weight(const Shape& s);

// The sizes of the tensor that holds a packed weight. Elements that pad the last block are 0 and stay it: their gradients are 0.
std::vector<int64_t> packed_sizes(const Shape& s);

void check_weight(const at::Tensor& weight, const Shape& s);

Description input(const Shape& s);

Description output(const Shape& s);

Description bias_of(const Shape& s);

// First layers such as AlexNet's, 11x11 at stride 4, and ResNet's, 7x7 at stride 2: of 3x3 and 4x4 and stride 1 to Winograd's algorithm.
bool is_phased(const Shape& s);

// The kernel's size there.
int64_t phased_size(const Shape& s);

// Where Winograd's algorithm (winograd.h) is faster: measured over the layers of VGG, ResNet and AlexNet, batch 1 to 128. The transformed weights want some tiles to
// share them: to read them, and in training, where that is done at every call, to transform them.
bool is_winograd(const Shape& s, Direction direction);

// Where paired_weights.h's weight gradient is faster: measured over the layers of ResNet.
bool is_paired(const Shape& s);

TiledConvolution tiled(const Shape& s);

// Inputs as Winograd's algorithm takes them.
at::Tensor winograd_input(const at::Tensor& x, const Shape& s);

// oneDNN's primitive.
struct Convolution {
  Prepared prepared;
  Description weights;  // as it reads or writes them
  bool is_reference;    // oneDNN has no code of its own for it, but for what says what it computes
};

const Convolution& get(const Shape& shape, Direction direction);

}  // namespace modeldsl::convolutions

#endif
