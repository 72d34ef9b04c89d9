// CUDA graphs: what one thread queues between begin and end is kept in place of being done, and launched as a whole. build.sh defines MDL_CUDA_GRAPHS where libtorch
// has CUDA and this file compiles with the headers that are there.
#include "shim.h"

#include <c10/util/Exception.h>

#ifdef MDL_CUDA_GRAPHS
#include <ATen/core/Generator.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <optional>

using namespace modeldsl;

namespace {

struct Graph {
  explicit Graph(c10::DeviceIndex where) : device(where) {}

  at::cuda::CUDAGraph graph;
  c10::DeviceIndex device;
  std::optional<c10::cuda::CUDAStream> before;  // what the thread's work goes to outside of a capture
};

// Generators other than the device's default one are named ahead, where libtorch does not find them by itself.
template <typename CudaGraph>
auto name_generator(CudaGraph& graph, const at::Generator& generator, int) -> decltype(graph.register_generator_state(generator)) {
  return graph.register_generator_state(generator);
}
template <typename CudaGraph>
void name_generator(CudaGraph&, const at::Generator&, long) {}

// CUDA breaks a capture off where something in it has to be waited for. libtorch then cannot end it (pytorch/pytorch#180395 mends a part), and until it has, generators
// draw for a capture that there is none of, and the allocator, out of memory, gives nothing back that it keeps: an empty capture is begun in its place, for libtorch to
// end.
bool replace_broken(cudaStream_t stream) {
  cudaStreamCaptureStatus status;
  C10_CUDA_CHECK(cudaStreamIsCapturing(stream, &status));
  if (status != cudaStreamCaptureStatusInvalidated) return false;
  cudaGraph_t none = nullptr;
  static_cast<void>(cudaStreamEndCapture(stream, &none));  // says that it is broken, once more
  static_cast<void>(cudaGetLastError());
  C10_CUDA_CHECK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  return true;
}

}  // namespace

MDL_EXPORT int mdl_graph_new(int device, Graph** result) {
  return guarded([&] {
    const c10::cuda::CUDAGuard there(static_cast<c10::DeviceIndex>(device));
    *result = new Graph(static_cast<c10::DeviceIndex>(device));
  });
}

// From here on the calling thread's work is captured, on a stream of its own. Other threads go on as they like.
MDL_EXPORT int mdl_graph_begin(Graph* graph, void* generator) {
  return guarded([&] {
    const c10::cuda::CUDAGuard there(graph->device);
    const auto before = c10::cuda::getCurrentCUDAStream();
    c10::cuda::device_synchronize();
    // A graph has memory of its own, and during a capture the allocator can take none back from what steps before it left.
    c10::cuda::CUDACachingAllocator::emptyCache();
    name_generator(graph->graph, at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(generator))), 0);
    c10::cuda::setCurrentCUDAStream(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, graph->device));
    try {
      graph->graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
    } catch (...) {
      c10::cuda::setCurrentCUDAStream(before);
      throw;
    }
    graph->before = before;
  });
}

MDL_EXPORT int mdl_graph_end(Graph* graph) {
  return guarded([&] {
    const c10::cuda::CUDAGuard there(graph->device);
    const auto before = *graph->before;
    auto broken = false;
    try {
      broken = replace_broken(c10::cuda::getCurrentCUDAStream(graph->device));
      graph->graph.capture_end();
    } catch (...) {
      c10::cuda::setCurrentCUDAStream(before);
      throw;
    }
    c10::cuda::setCurrentCUDAStream(before);
    TORCH_CHECK(!broken, "CUDA broke the capture off: something in it has to be waited for.");
  });
}

MDL_EXPORT int mdl_graph_launch(Graph* graph) {
  return guarded([&] {
    const c10::cuda::CUDAGuard there(graph->device);
    graph->graph.replay();
  });
}

MDL_EXPORT void mdl_graph_release(Graph* graph) {
  guarded([&] {
    if (graph == nullptr) return;
    const c10::cuda::CUDAGuard there(graph->device);
    delete graph;
  });
}

#else

using namespace modeldsl;

MDL_EXPORT int mdl_graph_new(int, void**) {
  return guarded([] { TORCH_CHECK(false, "The native shim was built without CUDA graphs: they take libtorch 2.1 or newer with CUDA, and CUDA's own headers."); });
}
MDL_EXPORT int mdl_graph_begin(void*, void*) { return -1; }
MDL_EXPORT int mdl_graph_end(void*) { return -1; }
MDL_EXPORT int mdl_graph_launch(void*) { return -1; }
MDL_EXPORT void mdl_graph_release(void*) {}

#endif
